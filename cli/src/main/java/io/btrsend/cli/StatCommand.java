package io.btrsend.cli;

import io.btrsend.engine.stream.LocalTimeText;
import io.btrsend.engine.stream.StreamReader;
import io.btrsend.engine.stream.StreamReaderOptions;
import io.btrsend.engine.stream.StreamStatistics;
import java.io.IOException;
import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

final class StatCommand implements Subcommand {
  private static final int MOST_FILES = 10_000;

  private final CommandSpec spec =
      Commands.spec(
          "stat",
          this,
          "Shows what one or more concatenated streams consist of: commands and bytes by kind,",
          "how much is cloned, the largest files, and when files were modified.");
  private final StreamInput input = new StreamInput();
  private final Argument<Integer> most =
      new Argument<>(
          OptionSpec.builder("--files")
              .type(int.class)
              .paramLabel("N")
              .defaultValue("10")
              .description("How many of the largest files to name (default: ${DEFAULT-VALUE}).")
              .build());
  private final Argument<Boolean> json = Argument.flag("As one JSON object.", "--json");

  StatCommand() {
    input.addTo(spec);
    Commands.add(spec, most, json);
  }

  @Override
  public CommandSpec spec() {
    return spec;
  }

  @Override
  public Integer call() throws IOException {
    int files = most.value();
    if (files < 0 || files > MOST_FILES) {
      throw new ParameterException(
          spec.commandLine(), "--files: expected 0 to " + MOST_FILES + ", not " + files);
    }
    try (StreamReader reader = input.open(StreamReaderOptions.LENIENT)) {
      StreamStatistics statistics = StreamStatistics.of(reader, files);
      PrintWriter out = spec.commandLine().getOut();
      out.print(
          json.value()
              ? statistics.json() + "\n"
              : statistics.text(LocalTimeText.ofEnvironment(System.getenv("TZ"))));
      out.flush();
      return ExitCode.SUCCESS;
    }
  }
}
