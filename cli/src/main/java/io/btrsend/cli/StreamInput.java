package io.btrsend.cli;

import io.btrsend.engine.ImageAccessException;
import io.btrsend.engine.stream.StreamReader;
import io.btrsend.engine.stream.StreamReaderOptions;
import io.btrsend.engine.text.NameText;
import io.btrsend.jobs.output.StorageClaims;
import io.btrsend.jobs.progress.Progress;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/** The stream that a command reads: a file or standard input. */
final class StreamInput {
  private final Argument<Path> input =
      Argument.parameter(
          Path.class,
          "0..1",
          "FILE",
          "The stream; standard input if none is named or the name is -.");

  private Counted counted;

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

  private StreamReader reader(FileChannel channel, String name, StreamReaderOptions options) {
    counted = new Counted(channel, name);
    return new StreamReader(counted, name, options);
  }

  /**
   * How much of the input has been read since it was opened, of how much if it is a file.
   *
   * @throws IOException if the size of the input cannot be had
   */
  Progress progress() throws IOException {
    Progress progress = new Progress("read", counted::bytes);
    progress.begin(NameText.of(counted.name), 1, 1);
    long size = counted.channel.size();
    // A pipe has no size, and no position.
    if (size > 0) {
      progress.total(size - counted.channel.position());
    }
    return progress;
  }

  /** Counts the bytes; of failures it says that the input could not be read, and which one. */
  private static final class Counted implements ReadableByteChannel {
    private final FileChannel channel;
    private final String name;
    private final AtomicLong bytes = new AtomicLong();

    Counted(FileChannel channel, String name) {
      this.channel = channel;
      this.name = name;
    }

    long bytes() {
      return bytes.get();
    }

    @Override
    public int read(ByteBuffer target) {
      try {
        int count = channel.read(target);
        bytes.addAndGet(Math.max(0, count));
        return count;
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
