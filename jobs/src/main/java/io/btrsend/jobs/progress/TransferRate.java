package io.btrsend.jobs.progress;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalDouble;

/**
 * The rate over the last {@link #SPAN}: the bytes that came in it, divided by it. A mean over a
 * span rather than a decaying one, because it forgets a stop of the receiver completely. Holds at
 * most as many samples as fit into the span at {@link #SPACING}. For one thread at a time.
 */
final class TransferRate {
  /** Nanoseconds. */
  static final long SPAN = 5_000_000_000L;

  /** Nanoseconds between samples that are kept. */
  private static final long SPACING = 200_000_000L;

  private record Sample(long nanos, long bytes) {}

  private final Deque<Sample> samples = new ArrayDeque<>();
  private Sample latest;

  /**
   * @param bytes at the beginning: more than none if something is gone on with
   */
  TransferRate(long bytes) {
    latest = new Sample(0, bytes);
    samples.add(latest);
  }

  /**
   * Adds what was measured.
   *
   * @param nanos since the beginning, not less than the time before
   * @param bytes so far
   */
  void add(long nanos, long bytes) {
    latest = new Sample(nanos, bytes);
    if (nanos - samples.getLast().nanos() >= SPACING) {
      samples.add(latest);
    }
    // The oldest sample is the last one from before the span, if there is one.
    while (samples.size() > 2 && isBeforeSpan(second())) {
      samples.removeFirst();
    }
  }

  private Sample second() {
    var inOrder = samples.iterator();
    inOrder.next();
    return inOrder.next();
  }

  private boolean isBeforeSpan(Sample sample) {
    return latest.nanos() - sample.nanos() >= SPAN;
  }

  /** Empty as long as there is no sample but the beginning. */
  OptionalDouble bytesPerSecond() {
    Sample oldest = samples.getFirst();
    long nanos = latest.nanos() - oldest.nanos();
    return nanos < SPACING
        ? OptionalDouble.empty()
        : OptionalDouble.of((latest.bytes() - oldest.bytes()) * 1e9 / nanos);
  }
}
