package io.btrsend.engine.stream;

import io.btrsend.engine.stream.StreamStatistics.Kind;
import java.util.ArrayList;
import java.util.List;

/** Commands and their bytes, by kind. For one thread. */
public final class CommandCounts {
  /** Stands for the numbers that no version has. */
  private static final int UNKNOWN = 0;

  private final long[] counts = new long[CommandType.MAX_NUMBER + 1];
  private final long[] bytes = new long[CommandType.MAX_NUMBER + 1];

  /** None yet. */
  public CommandCounts() {}

  /**
   * Adds commands of one type.
   *
   * @param type null if no version has it
   * @param size of all of them, headers included
   */
  public void add(CommandType type, int count, long size) {
    int kind = type == null ? UNKNOWN : type.number();
    counts[kind] += count;
    bytes[kind] += size;
  }

  /** The number of commands of a type. */
  public long of(CommandType type) {
    return counts[type.number()];
  }

  /** The kinds that there are, in the order of their numbers. */
  public List<Kind> kinds() {
    List<Kind> kinds = new ArrayList<>();
    for (int number = 0; number < counts.length; number++) {
      if (counts[number] > 0) {
        String name = number == UNKNOWN ? "unknown" : CommandType.ofNumber(number).title();
        kinds.add(new Kind(name, counts[number], bytes[number]));
      }
    }
    return kinds;
  }
}
