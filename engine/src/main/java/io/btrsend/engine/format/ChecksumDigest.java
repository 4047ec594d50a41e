package io.btrsend.engine.format;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A reusable checksum computation for one thread. It keeps the working memory that its algorithm
 * would otherwise allocate for every sector.
 */
public abstract class ChecksumDigest {
  private final byte[] computed;

  ChecksumDigest(ChecksumType type) {
    computed = new byte[type.length()];
  }

  /**
   * Stores the checksum of the bytes between position and limit of {@code data}, as btrfs stores
   * it, at {@code at} of {@code out}. The position ends at the limit.
   */
  public abstract void digest(ByteBuffer data, byte[] out, int at);

  /** Whether the bytes between position and limit have the checksum stored at {@code at}. */
  public boolean matches(ByteBuffer data, byte[] stored, int at) {
    digest(data, computed, 0);
    return Arrays.equals(computed, 0, computed.length, stored, at, at + computed.length);
  }
}
