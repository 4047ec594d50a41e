package io.btrsend.cli;

import io.btrsend.engine.ImageAccessException;
import io.btrsend.engine.stream.StreamReader;
import io.btrsend.engine.stream.StreamReaderOptions;
import io.btrsend.jobs.output.StorageClaims;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;

/** The stream that a command reads: a file or standard input. */
final class StreamInput {
  private final Argument<Path> input =
      Argument.parameter(
          Path.class,
          "0..1",
          "FILE",
          "The stream; standard input if none is named or the name is -.");

  void addTo(Subcommand command) {
    command.add(input);
  }

  /**
   * Opens the input; closing the reader closes it.
   *
   * @throws io.btrsend.jobs.output.OutputConflictException if what is printed would go into the
   *     input
   */
  StreamReader open(StreamReaderOptions options) throws IOException {
    Path file = input.value();
    StorageClaims claims = new StorageClaims();
    if (file == null || file.toString().equals("-")) {
      claims.readStandardInput();
      claims.writeStandardOutput();
      return reader(new FileInputStream(FileDescriptor.in).getChannel(), "standard input", options);
    }
    claims.read(file);
    claims.writeStandardOutput();
    return reader(FileChannel.open(file), file.toString(), options);
  }

  private static StreamReader reader(
      ReadableByteChannel channel, String name, StreamReaderOptions options) {
    return new StreamReader(new Reporting(channel, name), name, options);
  }

  /** Says of failures that it was the input that could not be read, and which one. */
  private record Reporting(ReadableByteChannel channel, String name)
      implements ReadableByteChannel {
    @Override
    public int read(ByteBuffer target) {
      try {
        return channel.read(target);
      } catch (IOException e) {
        throw new ImageAccessException(name + ": cannot be read: " + e.getMessage(), e);
      }
    }

    @Override
    public boolean isOpen() {
      return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
