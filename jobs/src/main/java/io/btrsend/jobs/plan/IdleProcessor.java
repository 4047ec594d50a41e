package io.btrsend.jobs.plan;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Whether a processor would be idle without the thread that asks, judged by what the process has
 * used in the last moments. For that thread alone.
 */
final class IdleProcessor {
  private static final long WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final int processors = Runtime.getRuntime().availableProcessors();
  private long windowStart = System.nanoTime();
  private long usedAtStart = usedNanos();
  private long worked;
  private boolean there;

  /** Says that the thread itself was at work. */
  void worked(long nanos) {
    worked += nanos;
  }

  /** The answer for the last complete window; false in the first. */
  boolean isThere() {
    long now = System.nanoTime();
    long window = now - windowStart;
    if (window >= WINDOW_NANOS) {
      long used = usedNanos();
      long others = used - usedAtStart - worked;
      // A quarter of a processor is left to other processes and to the error of measuring.
      there = used > 0 && processors * window - others > window * 5 / 4;
      windowStart = now;
      usedAtStart = used;
      worked = 0;
    }
    return there;
  }

  /** Processor time of the process so far; 0 if the system does not tell. */
  private static long usedNanos() {
    Optional<Duration> used = ProcessHandle.current().info().totalCpuDuration();
    return used.map(Duration::toNanos).orElse(0L);
  }
}
