package io.btrsend.engine.extent;

import io.btrsend.engine.EngineException;

/**
 * What to do about a part of a file that cannot be had on any copy. Workers share one, so it must
 * be thread-safe.
 */
@FunctionalInterface
public interface UnreadableData {
  /** Gives up. */
  UnreadableData FAIL =
      (extent, fileOffset, length, cause) -> {
        throw cause;
      };

  /**
   * A range of a file could not be read. Throwing ends the read with that exception; returning
   * makes the range zeros. A range may be told more than once, and reach beyond the end of the file
   * to the end of its sector.
   *
   * @param extent the item it belongs to
   * @param fileOffset where in the file, bytes
   * @param length bytes
   * @param cause why; its message names the file, the place and the devices
   */
  void unreadable(ExtentData extent, long fileOffset, int length, EngineException cause);
}
