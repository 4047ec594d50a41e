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

  /**
   * The first part of a range that is to become zeros without an attempt to read it, because an
   * earlier run could not; null if there is none. Such parts are not passed to {@link #unreadable}.
   *
   * @param fileOffset where in the file the range begins, bytes
   * @param length bytes
   */
  default KnownRange knownUnreadable(ExtentData extent, long fileOffset, int length) {
    return null;
  }

  /**
   * Whether data of a file is passed on although its checksums cannot be read. If not, it counts as
   * unreadable.
   */
  default boolean acceptsUnverified(ExtentData extent) {
    return false;
  }

  /** A range of a file; bytes. */
  record KnownRange(long fileOffset, long length) {
    /** The offset of the first byte after it. */
    public long end() {
      return fileOffset + length;
    }
  }
}
