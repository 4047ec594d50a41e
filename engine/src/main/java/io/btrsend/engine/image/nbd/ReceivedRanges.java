package io.btrsend.engine.image.nbd;

import java.util.Map;
import java.util.TreeMap;

/**
 * Which parts of a request's bytes have come, so that a server can leave out none and send none
 * twice. For one thread at a time.
 */
final class ReceivedRanges {
  /** From the start of each range to its end; ranges that meet are one. */
  private final TreeMap<Integer, Integer> ranges = new TreeMap<>();

  /**
   * Adds a range.
   *
   * @return whether none of it had come before
   */
  boolean add(int from, int to) {
    Map.Entry<Integer, Integer> before = ranges.floorEntry(from);
    Map.Entry<Integer, Integer> after = ranges.ceilingEntry(from);
    if ((before != null && before.getValue() > from) || (after != null && after.getKey() < to)) {
      return false;
    }
    int start = before != null && before.getValue() == from ? before.getKey() : from;
    int end = to;
    if (after != null && after.getKey() == to) {
      end = after.getValue();
      ranges.remove(after.getKey());
    }
    ranges.put(start, end);
    return true;
  }

  /** Whether all of the first bytes have come. */
  boolean isWhole(int length) {
    Map.Entry<Integer, Integer> first = ranges.firstEntry();
    return first != null && first.getKey() == 0 && first.getValue() == length;
  }
}
