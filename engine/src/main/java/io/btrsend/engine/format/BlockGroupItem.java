package io.btrsend.engine.format;

import static io.btrsend.engine.format.LittleEndian.u64;

/**
 * The item of key (logical start, BLOCK_GROUP_ITEM, length): how much of a chunk is in use.
 *
 * <pre>
 *    0  8 bytes used
 *    8  8 chunk objectid
 *   16  8 type, as the chunk's
 *   24
 * </pre>
 *
 * <p>Source: on-disk format 4.9.
 */
public final class BlockGroupItem {
  private static final int USED = 0;
  private static final int CHUNK_OBJECTID = USED + 8;
  private static final int TYPE = CHUNK_OBJECTID + 8;
  public static final int LENGTH = TYPE + 8;

  private BlockGroupItem() {}

  public static long used(byte[] block, int at) {
    return u64(block, at + USED);
  }
}
