package io.btrsend.actors;

import java.util.HashMap;
import java.util.Map;

/**
 * Puts what arrives in any order back into the order of its numbers. Holds what is ahead of its
 * turn; how much that can be is bounded by the credit of whoever sends. For one thread.
 *
 * @param <T> what is numbered
 */
final class ReorderWindow<T> {
  private final Map<Long, T> ahead = new HashMap<>();
  private long next;

  /** Keeps a value until its turn. */
  void put(long number, T value) {
    if (number < next || ahead.putIfAbsent(number, value) != null) {
      throw new IllegalArgumentException("number " + number + " came twice");
    }
  }

  /** Takes the value whose turn it is; null if it has not arrived. */
  T takeNext() {
    T value = ahead.remove(next);
    if (value != null) {
      next++;
    }
    return value;
  }

  /** The number of values taken, which is also the number whose turn it is. */
  long taken() {
    return next;
  }
}
