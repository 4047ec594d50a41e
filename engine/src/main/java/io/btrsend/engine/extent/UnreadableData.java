package io.btrsend.engine.extent;

/**
 * The policy for parts of files that cannot be read from any copy. Workers share one policy, so it
 * must be thread-safe.
 */
@FunctionalInterface
public interface UnreadableData {
  /** Fails with an error that names the file by its numbers. */
  UnreadableData FAIL =
      range -> {
        throw range.failureOf(range.extent().place(range.fileOffset()));
      };

  /**
   * Receives a range of a file that could not be read. If this method throws, the read fails with
   * that exception; if it returns, the range becomes zeros. The same range may be passed more than
   * once.
   */
  void unreadable(UnreadableRange range);
}
