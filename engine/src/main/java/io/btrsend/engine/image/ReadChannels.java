package io.btrsend.engine.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The channels of one file, one for each thread that reads at the same time. Reads never share a
 * channel, because a channel locks around every read, and because interrupting a reading thread
 * closes its channel. Thread-safe.
 */
final class ReadChannels implements AutoCloseable {
  private final Path file;
  private final Object key;
  private final long size;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition givenBack = lock.newCondition();

  /** Open channels that are not in use. */
  private final ArrayDeque<FileChannel> idle = new ArrayDeque<>();

  private int open = 1;
  private boolean canOpenMore = true;
  private boolean closed;

  private ReadChannels(Path file, Object key, FileChannel first) throws IOException {
    this.file = file;
    this.key = key;
    this.size = first.size();
    idle.push(first);
  }

  /**
   * Opens the first channel.
   *
   * @param key the identity of the file now at this path, null if the operating system has none
   */
  static ReadChannels open(Path file, Object key) throws IOException {
    FileChannel first = FileChannel.open(file, StandardOpenOption.READ);
    try {
      return new ReadChannels(file, key, first);
    } catch (IOException e) {
      first.close();
      throw e;
    }
  }

  /** Bytes of the file. */
  long size() {
    return size;
  }

  /**
   * Fills the buffer from a position, up to the end of the file. An interruption takes effect
   * afterwards.
   */
  void read(ByteBuffer dst, long position) throws IOException {
    long start = position - dst.position();
    boolean interrupted = false;
    try {
      while (dst.hasRemaining()) {
        FileChannel channel = take();
        interrupted |= Thread.interrupted();
        try {
          if (channel.read(dst, start + dst.position()) <= 0) {
            return;
          }
        } catch (ClosedByInterruptException e) {
          interrupted = true;
          Thread.interrupted();
        } finally {
          giveBack(channel);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Takes a channel for one read: an idle one, else a new one, else the next one returned. */
  private FileChannel take() throws IOException {
    lock.lock();
    try {
      while (!closed) {
        FileChannel channel = idle.poll();
        if (channel == null && (canOpenMore || open == 0)) {
          channel = openAnother();
        }
        if (channel != null) {
          return channel;
        }
        givenBack.awaitUninterruptibly();
      }
      throw new ClosedChannelException();
    } finally {
      lock.unlock();
    }
  }

  /** Opens another channel; null if that fails but another will be returned. */
  private FileChannel openAnother() throws IOException {
    try {
      FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
      Object found = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
      if (!Objects.equals(found, key)) {
        channel.close();
        throw new IOException("another file has taken its place");
      }
      open++;
      return channel;
    } catch (IOException e) {
      if (open == 0) {
        throw e;
      }
      canOpenMore = false;
      return null;
    }
  }

  private void giveBack(FileChannel channel) throws IOException {
    lock.lock();
    try {
      if (!channel.isOpen()) {
        open--;
      } else if (closed) {
        channel.close();
      } else {
        idle.push(channel);
      }
      givenBack.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Closes the channels; one that is in use is closed after its read. */
  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      closed = true;
      givenBack.signalAll();
      IOException failure = null;
      for (FileChannel channel; (channel = idle.poll()) != null; ) {
        try {
          channel.close();
        } catch (IOException e) {
          if (failure == null) {
            failure = e;
          } else {
            failure.addSuppressed(e);
          }
        }
      }
      if (failure != null) {
        throw failure;
      }
    } finally {
      lock.unlock();
    }
  }
}
