package io.btrsend.cli;

import io.btrsend.engine.stream.StreamCommand;
import io.btrsend.engine.stream.StreamReader;
import io.btrsend.engine.stream.StreamReaderOptions;
import io.btrsend.engine.text.ByteSize;
import io.btrsend.jobs.output.Outputs;
import io.btrsend.jobs.output.StorageClaims;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

final class DemoCommand extends Subcommand {
  private final Argument<Path> place =
      Argument.parameter(
          Path.class,
          "0..1",
          "DIRECTORY",
          "Where to put the filesystem and the streams, made if it does not exist;\n"
              + "default: a temporary one.");

  private final StandardError error;
  private final Interruption interruption;

  DemoCommand(StandardError error, Interruption interruption) {
    super("demo", "Sends two snapshots of a small filesystem that ships inside the program.");
    this.error = error;
    this.interruption = interruption;
    add(place);
  }

  @Override
  public Integer call() throws IOException {
    PrintWriter out = commandLine().getOut();
    Path directory = place.value();
    if (directory == null) {
      directory = Files.createTempDirectory("btrsend-demo-");
    } else if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory);
    }
    Path image = directory.resolve("demo.img");
    if (Files.exists(image)) {
      throw new FileAlreadyExistsException(image.toString());
    }
    unpack(image);
    out.println("Unpacked a btrfs filesystem of " + ByteSize.format(Files.size(image)) + ".");

    Path full = directory.resolve("monday.stream");
    Path difference = directory.resolve("tuesday.stream");
    int exitCode = send(image, full, "-s", DemoImage.FIRST_SNAPSHOT);
    if (exitCode == ExitCode.SUCCESS) {
      exitCode =
          send(image, difference, "-s", DemoImage.SECOND_SNAPSHOT, "-p", DemoImage.FIRST_SNAPSHOT);
    }
    if (exitCode != ExitCode.SUCCESS) {
      return exitCode;
    }
    out.println("Sent " + DemoImage.FIRST_SNAPSHOT + ": " + verified(full) + ".");
    out.println(
        "Sent what " + DemoImage.SECOND_SNAPSHOT + " changed: " + verified(difference) + ".");
    suggest(out, image, full);
    out.flush();
    return ExitCode.SUCCESS;
  }

  private void unpack(Path image) throws IOException {
    try (Outputs outputs = new Outputs()) {
      interruption.guard(outputs);
      outputs.open(new StorageClaims(), List.of(image));
      DemoImage.unpack(outputs.get(0).channel());
      outputs.commit();
    }
  }

  private int send(Path image, Path stream, String... what) {
    List<String> arguments = new ArrayList<>(List.of("send", "-f", stream.toString()));
    arguments.addAll(List.of(what));
    arguments.add(image.toString());
    String[] line = arguments.toArray(String[]::new);
    Main main = new Main(StandardOutput.ofProcess(), error, interruption);
    return main.commandLine(line).execute(line);
  }

  /** Reads the whole stream back, which checks the structure and checksum of every command. */
  private static String verified(Path stream) throws IOException {
    try (StreamReader reader =
        new StreamReader(FileChannel.open(stream), stream.toString(), StreamReaderOptions.STRICT)) {
      StreamCommand command = reader.next();
      while (command != null) {
        command = reader.next();
      }
      return "%d commands, %s, all checksums right"
          .formatted(reader.commands(), ByteSize.format(reader.offset()));
    }
  }

  private static void suggest(PrintWriter out, Path image, Path stream) {
    out.println();
    out.println("Try next:");
    out.println("  btrsend list " + image);
    out.println("  btrsend dump " + stream);
    out.println("  btrsend send -s " + DemoImage.SECOND_SNAPSHOT + " " + image + " | wc -c");
    out.println("  btrsend send --help");
    out.println("  rm -r " + image.getParent());
  }
}
