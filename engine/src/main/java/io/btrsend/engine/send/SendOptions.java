package io.btrsend.engine.send;

import io.btrsend.engine.SendException;
import io.btrsend.engine.SendException.Reason;

/**
 * What the caller of the kernel's send can choose besides the subvolumes. Source: send semantics
 * 1.6.
 *
 * @param version protocol version, 1 or 2
 * @param noData announce file contents with UPDATE_EXTENT only
 * @param compressed send compressed extents as they lie on disk; needs version 2
 * @param omitHeader leave out the 17 bytes before the first command
 * @param omitEnd leave out the END command
 */
public record SendOptions(
    int version, boolean noData, boolean compressed, boolean omitHeader, boolean omitEnd) {
  /** The highest version that an ordinary kernel writes. */
  public static final int NEWEST_VERSION = 2;

  /** Protocol 1, everything else off: what {@code btrfs send} does without options. */
  public static final SendOptions DEFAULT = new SendOptions(1, false, false, false, false);

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
