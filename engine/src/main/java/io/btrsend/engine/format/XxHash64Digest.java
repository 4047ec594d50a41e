package io.btrsend.engine.format;

import static java.lang.Long.rotateLeft;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * XXH64, as a checksum of btrfs with seed 0 and stored little-endian. Source: on-disk format,
 * appendix A.
 */
public final class XxHash64Digest extends ChecksumDigest {
  private static final long P1 = 0x9E3779B185EBCA87L;
  private static final long P2 = 0xC2B2AE3D27D4EB4FL;
  private static final long P3 = 0x165667B19E3779F9L;
  private static final long P4 = 0x85EBCA77C2B2AE63L;
  private static final long P5 = 0x27D4EB2F165667C5L;

  XxHash64Digest() {
    super(ChecksumType.XXHASH64);
  }

  @Override
  public void digest(ByteBuffer data, byte[] out, int at) {
    ByteOrder order = data.order();
    data.order(ByteOrder.LITTLE_ENDIAN);
    LittleEndian.putU64(out, at, hash(data, 0));
    data.position(data.limit());
    data.order(order);
  }

  /** The hash of bytes of an array. */
  public static long hash(byte[] bytes, int from, int length, long seed) {
    return hash(ByteBuffer.wrap(bytes, from, length).order(ByteOrder.LITTLE_ENDIAN), seed);
  }

  /** The hash of what remains of a little-endian buffer, whose position stays. */
  private static long hash(ByteBuffer data, long seed) {
    int at = data.position();
    int end = data.limit();
    long hash = seed + P5;
    if (end - at >= 32) {
      int blocksEnd = at + ((end - at) & ~31);
      hash = blocks(data, at, blocksEnd, seed);
      at = blocksEnd;
    }
    hash += data.remaining();
    for (; end - at >= 8; at += 8) {
      hash = rotateLeft(hash ^ step(0, data.getLong(at)), 27) * P1 + P4;
    }
    if (end - at >= 4) {
      hash = rotateLeft(hash ^ (data.getInt(at) & 0xffffffffL) * P1, 23) * P2 + P3;
      at += 4;
    }
    for (; at < end; at++) {
      hash = rotateLeft(hash ^ (data.get(at) & 0xff) * P5, 11) * P1;
    }
    hash = (hash ^ (hash >>> 33)) * P2;
    hash = (hash ^ (hash >>> 29)) * P3;
    return hash ^ (hash >>> 32);
  }

  private static long blocks(ByteBuffer data, int from, int end, long seed) {
    long v1 = seed + P1 + P2;
    long v2 = seed + P2;
    long v3 = seed;
    long v4 = seed - P1;
    for (int at = from; at < end; at += 32) {
      v1 = step(v1, data.getLong(at));
      v2 = step(v2, data.getLong(at + 8));
      v3 = step(v3, data.getLong(at + 16));
      v4 = step(v4, data.getLong(at + 24));
    }
    long hash = rotateLeft(v1, 1) + rotateLeft(v2, 7) + rotateLeft(v3, 12) + rotateLeft(v4, 18);
    return merge(merge(merge(merge(hash, v1), v2), v3), v4);
  }

  private static long step(long lane, long input) {
    return rotateLeft(lane + input * P2, 31) * P1;
  }

  private static long merge(long hash, long lane) {
    return (hash ^ step(0, lane)) * P1 + P4;
  }
}
