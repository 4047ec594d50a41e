package io.btrsend.engine.ahead;

import java.util.ArrayDeque;

/**
 * The ranges of one kind in the order in which they were announced, and their share of the memory.
 * Guarded by the lock of its {@link ReadAhead}.
 */
final class Lane {
  /** Memory is given out again when this part of it is free, so that devices get many requests. */
  private static final int BURST = 4;

  /** A range that nobody wanted while this many times the capacity was read is dropped. */
  private static final int PATIENCE = 4;

  private final long capacity;

  /** Ranges without memory; some may have been given up. */
  private final ArrayDeque<Range> planned = new ArrayDeque<>();

  /** Ranges that got memory, in the order in which they got it. */
  private final ArrayDeque<Range> holding = new ArrayDeque<>();

  private long held;

  /** Bytes that got memory so far. */
  private long flow;

  Lane(long capacity) {
    this.capacity = capacity;
  }

  void announce(Range range) {
    planned.add(range);
  }

  /** Reserves memory for a range, whether there is any or not. */
  void hold(Range range) {
    held += range.length;
    range.heldAt = flow;
    flow += range.length;
    while (!holding.isEmpty() && holding.peek().state == Range.State.GONE) {
      holding.remove();
    }
    holding.add(range);
  }

  void free(Range range) {
    held -= range.length;
  }

  /** Gives memory to ranges in order, as far as there is any. */
  void admit() {
    if (planned.isEmpty()) {
      return;
    }
    dropUnwanted();
    if (held > capacity - capacity / BURST) {
      return;
    }
    for (Range next; (next = planned.peek()) != null; ) {
      if (next.state == Range.State.PLANNED) {
        if (held > 0 && held + next.length > capacity) {
          return;
        }
        next.queue.admit(next);
      }
      planned.remove();
    }
  }

  private void dropUnwanted() {
    for (Range oldest; (oldest = holding.peek()) != null; ) {
      if (oldest.state != Range.State.GONE) {
        boolean unwanted =
            oldest.state == Range.State.READY && flow - oldest.heldAt > PATIENCE * capacity;
        if (!unwanted) {
          return;
        }
        oldest.queue.giveUp(oldest);
      }
      holding.remove();
    }
  }
}
