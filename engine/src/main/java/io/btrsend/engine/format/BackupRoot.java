package io.btrsend.engine.format;

import static io.btrsend.engine.format.LittleEndian.u64;
import static io.btrsend.engine.format.LittleEndian.u8;

/**
 * A superblock's record of one of the last four commits. The records form a ring; that of the last
 * commit has the superblock's own generation.
 *
 * <pre>
 *     0  8 root tree               80  8 checksum tree
 *     8  8 its generation          88  8 its generation
 *    16  8 chunk tree              96  8 total bytes
 *    24  8 its generation         104  8 bytes used
 *    32  8 extent tree            112  8 number of devices
 *    40  8 its generation         120 32 unused
 *    48  8 tree of the top level  152  1 level of the root tree
 *    56  8 its generation         153  1 level of the chunk tree
 *    64  8 device tree            154  1 level of the extent tree
 *    72  8 its generation         155  1 level of the tree of the top level
 *                                 156  1 level of the device tree
 *                                 157  1 level of the checksum tree
 *                                 158 10 unused
 *                                 168
 * </pre>
 *
 * <p>Source: on-disk format 2.9.
 */
public final class BackupRoot {
  private static final int ROOT = 0;
  private static final int GENERATION = ROOT + 8;
  private static final int CHUNK_ROOT = GENERATION + 8;
  private static final int CHUNK_ROOT_GENERATION = CHUNK_ROOT + 8;
  private static final int TOTAL_BYTES = CHUNK_ROOT_GENERATION + 72;
  private static final int ROOT_LEVEL = TOTAL_BYTES + 56;
  private static final int CHUNK_ROOT_LEVEL = ROOT_LEVEL + 1;
  static final int LENGTH = CHUNK_ROOT_LEVEL + 15;

  /** How many records a superblock has. */
  public static final int COUNT = 4;

  private BackupRoot() {}

  /** Where the root tree starts; at address 0 if the record was never written. */
  public static Superblock.Root rootTree(byte[] superblock, int at) {
    return new Superblock.Root(
        u64(superblock, at + ROOT), generation(superblock, at), u8(superblock, at + ROOT_LEVEL));
  }

  /** Where the chunk tree starts. */
  public static Superblock.Root chunkTree(byte[] superblock, int at) {
    return new Superblock.Root(
        u64(superblock, at + CHUNK_ROOT),
        u64(superblock, at + CHUNK_ROOT_GENERATION),
        u8(superblock, at + CHUNK_ROOT_LEVEL));
  }

  /** The transaction that the record is of. */
  static long generation(byte[] superblock, int at) {
    return u64(superblock, at + GENERATION);
  }
}
