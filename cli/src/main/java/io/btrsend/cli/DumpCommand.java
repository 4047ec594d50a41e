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
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "dump",
    description = {
      "Prints the commands of a stream, one a line, like 'btrfs receive --dump'.",
      "",
      "Of concatenated streams only the first is printed. The time zone is that of TZ.",
      "If the stream is damaged, the lines before the damage are printed all the same."
    })
final class DumpCommand implements Callable<Integer> {
  private static final int BUFFER = 64 * 1024;

  private final OutputStream standardOutput;

  @Spec private CommandSpec spec;
  @Mixin private StreamInput input;

  @Option(
      names = "--progs",
      paramLabel = "RELEASE",
      defaultValue = "6.2",
      description = {
        "The release of btrfs-progs to print like (default: ${DEFAULT-VALUE}).",
        "From 6.9.1 on, clone sources and extended attributes are escaped too."
      })
  private String release;

  @Option(
      names = "--json",
      description = {
        "One JSON object a line. Names are bytes: valid UTF-8 stands for itself,",
        "a backslash is doubled, any other byte is a backslash, x and two digits."
      })
  private boolean json;

  DumpCommand() {
    this(new FileOutputStream(FileDescriptor.out));
  }

  /** For output that goes elsewhere: lines can hold any bytes, so a writer would not do. */
  DumpCommand(OutputStream standardOutput) {
    this.standardOutput = standardOutput;
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
    if (json) {
      return new StreamJson();
    }
    try {
      return new StreamDump(
          DumpFormat.ofRelease(release), LocalTimeText.ofEnvironment(System.getenv("TZ")));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--progs: " + e.getMessage(), e);
    }
  }
}
