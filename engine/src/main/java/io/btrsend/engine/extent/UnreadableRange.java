package io.btrsend.engine.extent;

import io.btrsend.engine.CorruptFilesystemException;
import io.btrsend.engine.EngineException;
import io.btrsend.engine.ImageAccessException;
import io.btrsend.engine.MissingDeviceException;

/**
 * A range of a file that cannot be had on any copy.
 *
 * @param extent the item it belongs to
 * @param fileOffset where in the file, bytes
 * @param length bytes; the range may reach beyond the end of the file to the end of its sector
 * @param logical where the bytes should have been; of a compressed extent, where it begins; 0 if
 *     they are stored in the item
 * @param cause why; its message names the place and the devices, but not the file
 */
public record UnreadableRange(
    ExtentData extent, long fileOffset, int length, long logical, EngineException cause) {

  /** The cause with a message that says which file it is about. */
  public EngineException failureOf(String file) {
    return relabelled(cause, file + ": " + cause.getMessage());
  }

  /** The same kind of failure with a message that says more. */
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
