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
 * One file, opened as often as threads read it at the same time. Each read has a channel to itself:
 * a channel takes a lock around every read, for which others would wait, and is closed when the
 * thread that reads is interrupted, which others would suffer from. Thread-safe.
 */
final class ReadChannels implements AutoCloseable {
  private final Path file;
  private final Object key;
  private final long size;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition givenBack = lock.newCondition();

  /** Open channels that nobody reads from. */
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
   * @param key what the system calls the file that is at this path now, null if it has no such name
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
   * Fills the buffer from a position as far as the file reaches. An interruption is put off until
   * then.
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

  /** A channel for one read: an idle one, else a new one, else the next that is given back. */
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

  /** One more channel; null if it cannot be had but others will be given back. */
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

  /** Closes the channels; those that are being read from, after the read. */
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
