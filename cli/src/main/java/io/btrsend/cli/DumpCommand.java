package io.btrsend.cli;

import io.btrsend.engine.stream.CommandPrinter;
import io.btrsend.engine.stream.DumpFormat;
import io.btrsend.engine.stream.LocalTimeText;
import io.btrsend.engine.stream.StreamDump;
import io.btrsend.engine.stream.StreamJson;
import io.btrsend.engine.stream.StreamReader;
import io.btrsend.engine.stream.StreamReaderOptions;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import picocli.CommandLine.ParameterException;

final class DumpCommand extends Subcommand {
  private static final int BUFFER = 64 * 1024;

  private final StandardOutput standardOutput;

  private final StreamInput input = new StreamInput();
  private final Argument<String> release =
      Argument.defaulted(
          String.class,
          "6.2",
          "RELEASE",
          "The release of btrfs-progs to print like (default: ${DEFAULT-VALUE}).\n"
              + "From 6.9.1 on, clone sources and extended attributes are escaped too.",
          "--progs");
  private final Argument<Boolean> json =
      Argument.flag(
          "One JSON object a line. Names are bytes: valid UTF-8 stands for itself,\n"
              + "a backslash is doubled, any other byte is a backslash, x and two digits.",
          "--json");

  /** Lines can hold any bytes, so a writer of text would not do. */
  DumpCommand(StandardOutput standardOutput) {
    super(
        "dump",
        "Prints the commands of a stream, one a line, like 'btrfs receive --dump'.",
        "",
        "Of concatenated streams only the first is printed. The time zone is that of TZ.",
        "If the stream is damaged, the lines before the damage are printed all the same.");
    this.standardOutput = standardOutput;
    input.addTo(this);
    add(release, json);
  }

  @Override
  public Integer call() throws IOException {
    CommandPrinter printer = printer();
    OutputStream out = new BufferedOutputStream(standardOutput, BUFFER);
    try (StreamReader reader = input.open(StreamReaderOptions.LENIENT)) {
      printer.printUpToEnd(reader, out);
    }
    return ExitCode.SUCCESS;
  }

  private CommandPrinter printer() {
    if (json.value()) {
      return new StreamJson();
    }
    try {
      return new StreamDump(
          DumpFormat.ofRelease(release.value()), LocalTimeText.ofEnvironment(System.getenv("TZ")));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(commandLine(), "--progs: " + e.getMessage(), e);
    }
  }
}
