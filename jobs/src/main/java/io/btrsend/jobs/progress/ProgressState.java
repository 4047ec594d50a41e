package io.btrsend.jobs.progress;

import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How far a command was at one moment.
 *
 * @param participle what happens to the bytes: "sent", "read"
 * @param item what is worked on
 * @param bytes done so far, of all items
 * @param total of all items; empty until it is known
 * @param seconds since the beginning
 * @param rate bytes a second, of the last seconds; empty until there was something to measure
 */
public record ProgressState(
    String participle,
    ProgressItem item,
    long bytes,
    OptionalLong total,
    double seconds,
    OptionalDouble rate) {

  /** A total that has been exceeded is none. */
  public ProgressState {
    if (total.isPresent() && total.getAsLong() < bytes) {
      total = OptionalLong.empty();
    }
  }

  /** Rounded down, so that 100 means all; empty if the total is not known. */
  public OptionalInt percent() {
    if (total.isEmpty()) {
      return OptionalInt.empty();
    }
    long all = total.getAsLong();
    if (bytes == all) {
      return OptionalInt.of(100);
    }
    return OptionalInt.of(Math.min(99, (int) (100.0 * bytes / all)));
  }

  /** At the present rate, rounded up; empty if the total is not known, or nothing moves. */
  public OptionalLong secondsLeft() {
    if (total.isEmpty() || rate.isEmpty()) {
      return OptionalLong.empty();
    }
    double left = Math.ceil((total.getAsLong() - bytes) / rate.getAsDouble());
    return left < ProgressWords.MAX_SECONDS ? OptionalLong.of((long) left) : OptionalLong.empty();
  }
}
