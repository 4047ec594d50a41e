package io.btrsend.cli;

import io.btrsend.engine.ImageAccessException;
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

/**
 * A stream that is read. Counts the bytes; of failures it says that the input could not be read,
 * and which one.
 */
final class CountedInput implements ReadableByteChannel {
  private final FileChannel channel;
  private final String name;
  private final AtomicLong bytes = new AtomicLong();

  private CountedInput(FileChannel channel, String name) {
    this.channel = channel;
    this.name = name;
  }

  /**
   * Opens a stream.
   *
   * @param file a file; - for standard input
   * @throws io.btrsend.jobs.output.OutputConflictException if what is printed would go into it
   */
  static CountedInput open(Path file) throws IOException {
    StorageClaims claims = new StorageClaims();
    if (file.toString().equals("-")) {
      claims.readStandardInput();
      claims.writeStandardOutput();
      return new CountedInput(
          new FileInputStream(FileDescriptor.in).getChannel(), "standard input");
    }
    claims.read(file);
    claims.writeStandardOutput();
    return new CountedInput(FileChannel.open(file), file.toString());
  }

  String name() {
    return name;
  }

  /**
   * How much of the input has been read, of how much if that is known.
   *
   * @throws IOException if its size cannot be had
   */
  Progress progress() throws IOException {
    Progress progress = new Progress("read", bytes::get);
    progress.begin(NameText.of(name), 1, 1);
    long size = channel.size();
    // A pipe has no size, and no position.
    if (size > 0) {
      progress.total(size - channel.position());
    }
    return progress;
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
