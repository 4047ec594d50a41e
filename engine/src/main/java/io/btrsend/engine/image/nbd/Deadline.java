package io.btrsend.engine.image.nbd;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A moment after which something is not waited for any longer.
 *
 * @param nanos as {@link System#nanoTime} counts
 */
record Deadline(long nanos) {

  static Deadline after(Duration duration) {
    return new Deadline(System.nanoTime() + duration.toNanos());
  }

  static Deadline earlier(Deadline one, Deadline other) {
    return one.nanos - other.nanos < 0 ? one : other;
  }

  boolean isOver() {
    return nanos - System.nanoTime() <= 0;
  }

  /**
   * How long it may still take, in milliseconds, at least 1.
   *
   * @throws SocketTimeoutException if the moment has passed
   */
  int millisLeft() throws SocketTimeoutException {
    long left = nanos - System.nanoTime();
    if (left <= 0) {
      throw new SocketTimeoutException("no answer in time");
    }
    return (int) Math.min(TimeUnit.NANOSECONDS.toMillis(left) + 1, Integer.MAX_VALUE);
  }
}
