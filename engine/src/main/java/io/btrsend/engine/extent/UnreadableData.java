package io.btrsend.engine.extent;

/**
 * What to do about a part of a file that cannot be had on any copy. Workers share one, so it must
 * be thread-safe.
 */
@FunctionalInterface
public interface UnreadableData {
  /** Gives up, naming the file by its numbers. */
  UnreadableData FAIL =
      range -> {
        throw range.failureOf(range.extent().place(range.fileOffset()));
      };

  /**
   * A range of a file could not be read. Throwing ends the read with that exception; returning
   * makes the range zeros. A range may be told more than once.
   */
  void unreadable(UnreadableRange range);
}
