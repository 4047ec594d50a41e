package io.btrsend.engine.foreign;

/**
 * What is looked at of a file. The arrays belong to the sample.
 *
 * @param head its first bytes, {@link #HEAD_LENGTH} if it has as many
 * @param tail its last bytes, {@link #TAIL_LENGTH} if it has as many; empty if its end is not known
 * @param size bytes of the file; of the head if its end is not known
 */
public record Sample(byte[] head, byte[] tail, long size) {
  /** All magic numbers that are found from the beginning lie within this many bytes. */
  public static final int HEAD_LENGTH = 256 << 10;

  /** All magic numbers that are found from the end lie within this many bytes. */
  public static final int TAIL_LENGTH = 128 << 10;

  /** A sample of a file whose end is not known, such as a pipe. */
  public static Sample ofHead(byte[] head) {
    return new Sample(head, new byte[0], head.length);
  }

  /** Whether the file has these bytes at this offset, if that is part of the sample. */
  boolean has(long offset, byte[] bytes) {
    long inTail = offset - (size - tail.length);
    return has(head, offset, bytes) || has(tail, inTail, bytes);
  }

  private static boolean has(byte[] part, long offset, byte[] bytes) {
    if (offset < 0 || offset > part.length - bytes.length) {
      return false;
    }
    for (int i = 0; i < bytes.length; i++) {
      if (part[(int) offset + i] != bytes[i]) {
        return false;
      }
    }
    return true;
  }

  /** The byte at an offset of the head, 0..255; -1 beyond it. */
  int u8(int offset) {
    return offset < head.length ? head[offset] & 0xff : -1;
  }
}
