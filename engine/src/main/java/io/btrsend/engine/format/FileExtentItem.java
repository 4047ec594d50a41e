package io.btrsend.engine.format;

import static io.btrsend.engine.format.LittleEndian.u16;
import static io.btrsend.engine.format.LittleEndian.u64;
import static io.btrsend.engine.format.LittleEndian.u8;

/**
 * The item of key (inode, EXTENT_DATA, file offset): where the bytes of a range of a file are
 * stored.
 *
 * <pre>
 *    0  8 generation
 *    8  8 ram bytes: length of the whole extent when decoded
 *   16  1 compression
 *   17  1 encryption (0)
 *   18  2 other encoding (0)
 *   20  1 type
 *   21    inline: the stored bytes, to the end of the item
 *   21  8 disk bytenr: logical address of the extent, 0 for a hole
 *   29  8 disk num bytes: stored length
 *   37  8 offset: where in the decoded extent this item starts
 *   45  8 num bytes: how many file bytes it supplies
 *   53
 * </pre>
 *
 * <p>The last four fields exist in regular and preallocated items only. Source: on-disk format 7.6.
 */
public final class FileExtentItem {
  public static final int GENERATION = 0;
  public static final int RAM_BYTES = GENERATION + 8;
  public static final int COMPRESSION = RAM_BYTES + 8;
  public static final int ENCRYPTION = COMPRESSION + 1;
  public static final int OTHER_ENCODING = ENCRYPTION + 1;
  public static final int TYPE = OTHER_ENCODING + 2;

  /** Where the bytes of an inline item start; also the minimum length of any item. */
  public static final int INLINE_DATA = TYPE + 1;

  public static final int DISK_BYTENR = TYPE + 1;
  public static final int DISK_NUM_BYTES = DISK_BYTENR + 8;
  public static final int OFFSET = DISK_NUM_BYTES + 8;
  public static final int NUM_BYTES = OFFSET + 8;

  /** The exact length of a regular or preallocated item. */
  public static final int LENGTH = NUM_BYTES + 8;

  public static final int INLINE = 0;
  public static final int REGULAR = 1;
  public static final int PREALLOC = 2;

  public static final int NONE = 0;
  public static final int ZLIB = 1;
  public static final int LZO = 2;
  public static final int ZSTD = 3;

  private FileExtentItem() {}

  public static long generation(byte[] block, int at) {
    return u64(block, at + GENERATION);
  }

  public static long ramBytes(byte[] block, int at) {
    return u64(block, at + RAM_BYTES);
  }

  public static int compression(byte[] block, int at) {
    return u8(block, at + COMPRESSION);
  }

  public static int encryption(byte[] block, int at) {
    return u8(block, at + ENCRYPTION);
  }

  public static int otherEncoding(byte[] block, int at) {
    return u16(block, at + OTHER_ENCODING);
  }

  public static int type(byte[] block, int at) {
    return u8(block, at + TYPE);
  }

  public static long diskBytenr(byte[] block, int at) {
    return u64(block, at + DISK_BYTENR);
  }

  public static long diskNumBytes(byte[] block, int at) {
    return u64(block, at + DISK_NUM_BYTES);
  }

  public static long offset(byte[] block, int at) {
    return u64(block, at + OFFSET);
  }

  public static long numBytes(byte[] block, int at) {
    return u64(block, at + NUM_BYTES);
  }
}
