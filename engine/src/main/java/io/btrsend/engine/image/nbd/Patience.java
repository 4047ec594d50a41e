package io.btrsend.engine.image.nbd;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How long one read goes on trying while the connection fails. The clock starts anew with every
 * reply, whoever it was for. For one thread.
 */
final class Patience {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  private final NbdTimeouts timeouts;

  /** When the last reply came that any read has had, as {@link System#nanoTime} counts. */
  private final AtomicLong lastReply;

  private final long start = System.nanoTime();

  /** The last reply before the connection failed, and when that was. */
  private long before;

  private long firstFailure;
  private int failures;

  Patience(NbdTimeouts timeouts, AtomicLong lastReply) {
    this.timeouts = timeouts;
    this.lastReply = lastReply;
  }

  private long progress() {
    long last = lastReply.get();
    return last - start > 0 ? last : start;
  }

  /** When a read without a reply has failed for good. */
  Deadline end() {
    Deadline total = new Deadline(progress() + timeouts.total().toNanos());
    return failures == 0
        ? total
        : Deadline.earlier(total, new Deadline(firstFailure + timeouts.reconnecting().toNanos()));
  }

  /**
   * The connection has failed, or there was none to be had. Waits for a while before the next
   * attempt.
   *
   * @throws IOException the failure, if it was the last one that is borne
   */
  void failed(IOException failure) throws IOException {
    long progress = progress();
    if (failures == 0 || progress != before) {
      before = progress;
      firstFailure = System.nanoTime();
      failures = 0;
    }
    long pause = Math.min(FIRST_PAUSE.toNanos() << Math.min(failures, 10), LONGEST_PAUSE.toNanos());
    failures++;
    if (end().nanos() - System.nanoTime() <= pause) {
      throw failure;
    }
    pause(pause);
  }

  /** An interruption is put off. */
  private static void pause(long nanos) {
    boolean interrupted = false;
    long until = System.nanoTime() + nanos;
    for (long left = nanos; left > 0; left = until - System.nanoTime()) {
      try {
        TimeUnit.NANOSECONDS.sleep(left);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
