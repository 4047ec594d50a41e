package io.btrsend.actors;

import java.util.HashMap;
import java.util.Map;

/**
 * Puts values that arrive in any order back into the order of their numbers. It holds values that
 * arrive early; the credit of their senders bounds their number. For one thread.
 *
 * @param <T> the numbered values
 */
final class ReorderWindow<T> {
  private final Map<Long, T> ahead = new HashMap<>();
  private long next;

  /** Adds a value. */
  void put(long number, T value) {
    if (number < next || ahead.putIfAbsent(number, value) != null) {
      throw new IllegalArgumentException("number " + number + " came twice");
    }
  }

  /** Removes and returns the next value in order; null if it has not arrived. */
  T takeNext() {
    T value = ahead.remove(next);
    if (value != null) {
      next++;
    }
    return value;
  }

  /** The number of values taken, which is also the number of the next one. */
  long taken() {
    return next;
  }
}
