package io.btrsend.engine.send;

import io.btrsend.engine.SendException;
import io.btrsend.engine.SendException.Reason;

/**
 * The options of a send, as the kernel's interface offers them besides the subvolumes. Source: send
 * semantics 1.6.
 *
 * @param version protocol version, 1 or 2
 * @param noData replace file data by UPDATE_EXTENT commands
 * @param compressed send compressed extents as they lie on disk; needs version 2
 * @param omitHeader leave out the 17 bytes before the first command
 * @param omitEnd leave out the END command
 * @param allowWritable send a subvolume that is not read-only too, as it lies on disk, which the
 *     kernel refuses
 */
public record SendOptions(
    int version,
    boolean noData,
    boolean compressed,
    boolean omitHeader,
    boolean omitEnd,
    boolean allowWritable) {
  /** The highest version that a kernel writes in a default build. */
  public static final int NEWEST_VERSION = 2;

  /** Protocol 1 and no other options: the default of {@code btrfs send}. */
  public static final SendOptions DEFAULT = new SendOptions(1, false, false, false, false, false);

  public SendOptions {
    if (version < 1 || version > NEWEST_VERSION) {
      throw new SendException(
          Reason.INVALID,
          "protocol version " + version + " is not supported, expected 1.." + NEWEST_VERSION);
    }
    if (compressed && version < 2) {
      throw new SendException(
          Reason.INVALID, "compressed data needs protocol version 2, not " + version);
    }
  }
}
