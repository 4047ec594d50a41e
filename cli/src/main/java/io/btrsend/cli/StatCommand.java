package io.btrsend.cli;

import io.btrsend.engine.stream.LocalTimeText;
import io.btrsend.engine.stream.StreamReader;
import io.btrsend.engine.stream.StreamReaderOptions;
import io.btrsend.engine.stream.StreamStatistics;
import java.io.IOException;
import java.io.PrintWriter;
import picocli.CommandLine.ParameterException;

final class StatCommand extends Subcommand {
  private static final int MAX_FILES = 10_000;

  private final StreamInput input = new StreamInput();
  private final Argument<Integer> most =
      Argument.defaulted(
          Integer.class,
          10,
          "N",
          "How many of the largest files to name (default: ${DEFAULT-VALUE}).",
          "--files");
  private final Argument<Boolean> json = Argument.flag("As one JSON object.", "--json");

  private final ProgressOption progress;

  StatCommand(StandardError error) {
    super(
        "stat",
        "Shows what one or more concatenated streams consist of: commands and bytes by kind,",
        "how much is cloned, the largest files, and when files were modified.");
    input.addTo(this);
    progress = new ProgressOption(error);
    progress.addTo(this);
    add(most, json);
  }

  @Override
  public Integer call() throws IOException {
    int files = most.value();
    if (files < 0 || files > MAX_FILES) {
      throw new ParameterException(
          commandLine(), "--files: expected 0 to " + MAX_FILES + ", not " + files);
    }
    try (StreamReader reader = input.open(StreamReaderOptions.LENIENT)) {
      StreamStatistics statistics = statistics(reader, files);
      PrintWriter out = commandLine().getOut();
      out.print(
          json.value()
              ? statistics.json() + "\n"
              : statistics.text(LocalTimeText.ofEnvironment(System.getenv("TZ"))));
      out.flush();
      return ExitCode.SUCCESS;
    }
  }

  private StreamStatistics statistics(StreamReader reader, int files) throws IOException {
    try (ProgressDisplay display = progress.display(input.progress(), false)) {
      display.start();
      return StreamStatistics.of(reader, files);
    }
  }
}
