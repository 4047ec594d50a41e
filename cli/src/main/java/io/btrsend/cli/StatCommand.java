package io.btrsend.cli;

import io.btrsend.engine.stream.LocalTimeText;
import io.btrsend.engine.stream.StreamReader;
import io.btrsend.engine.stream.StreamReaderOptions;
import io.btrsend.engine.stream.StreamStatistics;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "stat",
    description = {
      "Shows what one or more concatenated streams consist of: commands and bytes by kind,",
      "how much is cloned, the largest files, and when files were modified."
    })
final class StatCommand implements Callable<Integer> {
  private static final int MOST_FILES = 10_000;

  @Spec private CommandSpec spec;
  @Mixin private StreamInput input;

  @Option(
      names = "--files",
      paramLabel = "N",
      defaultValue = "10",
      description = "How many of the largest files to name (default: ${DEFAULT-VALUE}).")
  private int files;

  @Option(names = "--json", description = "As one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    if (files < 0 || files > MOST_FILES) {
      throw new ParameterException(
          spec.commandLine(), "--files: expected 0 to " + MOST_FILES + ", not " + files);
    }
    try (StreamReader reader = input.open(StreamReaderOptions.LENIENT)) {
      StreamStatistics statistics = StreamStatistics.of(reader, files);
      PrintWriter out = spec.commandLine().getOut();
      out.print(
          json
              ? statistics.json() + "\n"
              : statistics.text(LocalTimeText.ofEnvironment(System.getenv("TZ"))));
      out.flush();
      return ExitCode.SUCCESS;
    }
  }
}
