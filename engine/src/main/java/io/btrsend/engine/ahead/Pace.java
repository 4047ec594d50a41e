package io.btrsend.engine.ahead;

/**
 * Tells whether a source is slow, so that reading ahead pays off, or returns at once, as from a
 * warm cache. A read is slow if it takes longer than the copy of its bytes. One slow read says
 * little, since the thread may have lost its processor; a source is slow if most of its recent
 * reads were.
 *
 * <p>Thread-safe; fast reads of a source that was never slow take no lock.
 */
final class Pace {
  /** A gigabyte a second. */
  private static final long NANOS_PER_BYTE = 1;

  private static final int SLOW_READ = 4;
  private static final int FAST_READ = 2;
  private static final int SLOW_FROM = 16;
  private static final int MAX_SCORE = 64;

  /** What a fast read takes at most besides the copy of its bytes. */
  private final long callNanos;

  private volatile int score;
  private volatile boolean slow;

  Pace(long callNanos) {
    this.callNanos = callNanos;
  }

  boolean isSlow() {
    return slow;
  }

  /** Whether a read took longer than the copy of its bytes. */
  boolean isSlow(long nanos, long bytes) {
    return callNanos < 0 || nanos > callNanos + bytes * NANOS_PER_BYTE;
  }

  /** Records a read of that many bytes; returns whether the answer has changed. */
  boolean record(long nanos, long bytes) {
    boolean slowRead = isSlow(nanos, bytes);
    return (slowRead || score > 0) && count(slowRead);
  }

  private synchronized boolean count(boolean slowRead) {
    score = slowRead ? Math.min(MAX_SCORE, score + SLOW_READ) : Math.max(0, score - FAST_READ);
    boolean was = slow;
    slow = was ? score > 0 : score >= SLOW_FROM;
    return was != slow;
  }
}
