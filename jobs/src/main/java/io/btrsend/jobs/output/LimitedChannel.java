package io.btrsend.jobs.output;

import io.btrsend.engine.stream.ForwardingChannel;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.TimeUnit;

/**
 * Writes at most so many bytes a second, in small pieces, so that the output flows evenly. Time
 * that passed without writing is not made up for. For one writer at a time.
 */
public final class LimitedChannel extends ForwardingChannel {
  private static final int PIECES_PER_SECOND = 20;
  private static final int MIN_PIECE = 512;
  private static final long MAX_SLEEP = TimeUnit.MILLISECONDS.toNanos(100);

  private final long bytesPerSecond;

  /** When the next piece may be written. */
  private long due = System.nanoTime();

  /**
   * @param bytesPerSecond at least 1
   */
  public LimitedChannel(WritableByteChannel out, long bytesPerSecond) {
    super(out);
    if (bytesPerSecond < 1) {
      throw new IllegalArgumentException("bytesPerSecond " + bytesPerSecond);
    }
    this.bytesPerSecond = bytesPerSecond;
  }

  /**
   * Writes a piece of the buffer when it is due.
   *
   * @throws InterruptedIOException if the thread is interrupted while it waits; it stays
   *     interrupted
   */
  @Override
  public int write(ByteBuffer bytes) throws IOException {
    awaitDue();
    int limit = bytes.limit();
    long piece = Math.max(MIN_PIECE, bytesPerSecond / PIECES_PER_SECOND);
    bytes.limit((int) Math.min(limit, bytes.position() + piece));
    int written;
    try {
      written = out.write(bytes);
    } finally {
      bytes.limit(limit);
    }
    due = Math.max(due, System.nanoTime()) + (long) (written * 1e9 / bytesPerSecond);
    return written;
  }

  private void awaitDue() throws IOException {
    for (long left; (left = due - System.nanoTime()) > 0; ) {
      if (!out.isOpen()) {
        throw new ClosedChannelException();
      }
      try {
        TimeUnit.NANOSECONDS.sleep(Math.min(left, MAX_SLEEP));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while waiting for the limit of the rate");
      }
    }
  }
}
