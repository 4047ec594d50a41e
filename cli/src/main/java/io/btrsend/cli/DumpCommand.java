package io.btrsend.cli;

import io.btrsend.engine.stream.CommandRenderer;
import io.btrsend.engine.stream.DumpFormat;
import io.btrsend.engine.stream.LocalTimeText;
import io.btrsend.engine.stream.StreamDump;
import io.btrsend.engine.stream.StreamJson;
import io.btrsend.engine.stream.StreamReader;
import io.btrsend.engine.stream.StreamReaderOptions;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

final class DumpCommand implements Subcommand {
  private static final int BUFFER = 64 * 1024;

  private final OutputStream standardOutput;

  private final CommandSpec spec =
      Commands.spec(
          "dump",
          this,
          "Prints the commands of a stream, one a line, like 'btrfs receive --dump'.",
          "",
          "Of concatenated streams only the first is printed. The time zone is that of TZ.",
          "If the stream is damaged, the lines before the damage are printed all the same.");
  private final StreamInput input = new StreamInput();
  private final Argument<String> release =
      new Argument<>(
          OptionSpec.builder("--progs")
              .type(String.class)
              .paramLabel("RELEASE")
              .defaultValue("6.2")
              .description(
                  "The release of btrfs-progs to print like (default: ${DEFAULT-VALUE}).",
                  "From 6.9.1 on, clone sources and extended attributes are escaped too.")
              .build());
  private final Argument<Boolean> json =
      new Argument<>(
          OptionSpec.builder("--json")
              .type(boolean.class)
              .initialValue(false)
              .description(
                  "One JSON object a line. Names are bytes: valid UTF-8 stands for itself,",
                  "a backslash is doubled, any other byte is a backslash, x and two digits.")
              .build());

  DumpCommand() {
    this(new FileOutputStream(FileDescriptor.out));
  }

  /** For output that goes elsewhere: lines can hold any bytes, so a writer would not do. */
  DumpCommand(OutputStream standardOutput) {
    this.standardOutput = standardOutput;
    input.addTo(spec);
    Commands.add(spec, release, json);
  }

  @Override
  public CommandSpec spec() {
    return spec;
  }

  @Override
  public Integer call() throws IOException {
    CommandRenderer renderer = renderer();
    OutputStream out = new BufferedOutputStream(standardOutput, BUFFER);
    try (StreamReader reader = input.open(StreamReaderOptions.LENIENT)) {
      renderer.renderUpToEnd(reader, out);
    }
    return ExitCode.SUCCESS;
  }

  private CommandRenderer renderer() {
    if (json.value()) {
      return new StreamJson();
    }
    try {
      return new StreamDump(
          DumpFormat.ofRelease(release.value()), LocalTimeText.ofEnvironment(System.getenv("TZ")));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--progs: " + e.getMessage(), e);
    }
  }
}
