package io.btrsend.engine.device;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One file, opened as often as there are threads that may read it at the same time: a channel takes
 * a lock around every read, for which they would wait. Thread-safe.
 */
final class ReadChannels implements AutoCloseable {
  private static final int MOST = 8;

  private final FileChannel[] channels;
  private final long size;

  /** A bit for each channel that a thread is reading from. */
  private final AtomicInteger taken = new AtomicInteger();

  private ReadChannels(FileChannel[] channels, long size) {
    this.channels = channels;
    this.size = size;
  }

  static ReadChannels open(Path file) throws IOException {
    int count = Math.min(MOST, Runtime.getRuntime().availableProcessors());
    FileChannel[] opened = new FileChannel[count];
    try {
      for (int i = 0; i < count; i++) {
        opened[i] = FileChannel.open(file, StandardOpenOption.READ);
      }
      return new ReadChannels(opened, opened[0].size());
    } catch (IOException e) {
      throw closeAll(opened, e);
    }
  }

  /** Bytes of the file. */
  long size() {
    return size;
  }

  /** As {@link FileChannel#read(ByteBuffer, long)}. */
  int read(ByteBuffer dst, long position) throws IOException {
    int channel = take();
    if (channel == channels.length) {
      return channels[0].read(dst, position);
    }
    try {
      return channels[channel].read(dst, position);
    } finally {
      taken.addAndGet(-(1 << channel));
    }
  }

  /** The first channel that nobody reads from; their number if there is none. */
  private int take() {
    while (true) {
      int now = taken.get();
      int first = Integer.numberOfTrailingZeros(~now);
      if (first >= channels.length) {
        return channels.length;
      }
      if (taken.compareAndSet(now, now | 1 << first)) {
        return first;
      }
    }
  }

  @Override
  public void close() throws IOException {
    IOException failure = closeAll(channels, null);
    if (failure != null) {
      throw failure;
    }
  }

  /**
   * Closes those that are open; what fails is added to {@code failure}, or is it if that is null.
   */
  private static IOException closeAll(FileChannel[] channels, IOException failure) {
    IOException first = failure;
    for (FileChannel channel : channels) {
      try {
        if (channel != null) {
          channel.close();
        }
      } catch (IOException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    return first;
  }
}
