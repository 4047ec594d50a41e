package io.btrsend.engine.extent;

import io.btrsend.engine.CorruptFilesystemException;
import io.btrsend.engine.EngineException;
import io.btrsend.engine.ImageAccessException;
import io.btrsend.engine.MissingDeviceException;

/**
 * A range of a file that cannot be read from any copy.
 *
 * @param extent the item it belongs to
 * @param fileOffset where in the file, bytes
 * @param length bytes; the range may reach beyond the end of the file to the end of its sector
 * @param logical the logical address of the bytes; the start of the extent if it is compressed; 0
 *     if the bytes are stored in the item
 * @param cause the reason; its message names the place and the devices, but not the file
 */
public record UnreadableRange(
    ExtentData extent, long fileOffset, int length, long logical, EngineException cause) {

  /** The cause with a message that also names the file. */
  public EngineException failureOf(String file) {
    return relabelled(cause, file + ": " + cause.getMessage());
  }

  /** An exception of the same type with another message. */
  static EngineException relabelled(EngineException cause, String message) {
    if (cause instanceof MissingDeviceException) {
      return new MissingDeviceException(message, cause);
    }
    if (cause instanceof ImageAccessException) {
      return new ImageAccessException(message, cause);
    }
    return new CorruptFilesystemException(message, cause);
  }
}
