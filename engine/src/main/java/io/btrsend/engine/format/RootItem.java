package io.btrsend.engine.format;

import static io.btrsend.engine.format.LittleEndian.i32;
import static io.btrsend.engine.format.LittleEndian.u64;
import static io.btrsend.engine.format.LittleEndian.u8;

/**
 * The item of key (tree id, ROOT_ITEM, x): the root block of a tree and, for a subvolume, its
 * identity.
 *
 * <pre>
 *     0 160 inode item, a placeholder    239  8 generation v2
 *   160   8 generation                   247 16 uuid
 *   168   8 root directory               263 16 parent uuid
 *   176   8 bytenr of the root block     279 16 received uuid
 *   184   8 byte limit                   295  8 ctransid
 *   192   8 bytes used                   303  8 otransid
 *   200   8 last snapshot                311  8 stransid
 *   208   8 flags                        319  8 rtransid
 *   216   4 refs                         327 12 ctime
 *   220  17 drop progress                339 12 otime
 *   237   1 drop level                   351 12 stime
 *   238   1 level of the root block      363 12 rtime
 *                                        375 64 reserved
 *                                        439
 * </pre>
 *
 * <p>Old kernels stored or updated only the left half. {@link #extended} tells whether the right
 * half is valid; if not, its fields count as zero. Source: on-disk format 6.1.
 */
public final class RootItem {
  public static final int INODE = 0;
  public static final int GENERATION = INODE + InodeItem.LENGTH;
  public static final int ROOT_DIRECTORY = GENERATION + 8;
  public static final int BYTENR = ROOT_DIRECTORY + 8;
  private static final int BYTE_LIMIT = BYTENR + 8;
  public static final int BYTES_USED = BYTE_LIMIT + 8;
  public static final int LAST_SNAPSHOT = BYTES_USED + 8;
  public static final int FLAGS = LAST_SNAPSHOT + 8;
  public static final int REFS = FLAGS + 8;
  public static final int DROP_PROGRESS = REFS + 4;
  public static final int DROP_LEVEL = DROP_PROGRESS + Key.LENGTH;
  public static final int LEVEL = DROP_LEVEL + 1;

  /** The length of the older form, which ends here. */
  public static final int SHORT_LENGTH = LEVEL + 1;

  public static final int GENERATION_V2 = SHORT_LENGTH;
  public static final int UUID = GENERATION_V2 + 8;
  public static final int PARENT_UUID = UUID + Uuids.LENGTH;
  public static final int RECEIVED_UUID = PARENT_UUID + Uuids.LENGTH;
  public static final int CTRANSID = RECEIVED_UUID + Uuids.LENGTH;
  public static final int OTRANSID = CTRANSID + 8;
  public static final int STRANSID = OTRANSID + 8;
  public static final int RTRANSID = STRANSID + 8;
  private static final int TIMES = RTRANSID + 8;
  private static final int RESERVED = TIMES + 4 * 12;
  public static final int LENGTH = RESERVED + 64;

  public static final long READ_ONLY = 1;

  /** Deletion was requested. */
  public static final long DEAD = 1L << 48;

  private RootItem() {}

  public static boolean validLength(int itemSize) {
    return itemSize == LENGTH || itemSize == SHORT_LENGTH;
  }

  public static long generation(byte[] block, int at) {
    return u64(block, at + GENERATION);
  }

  public static long bytenr(byte[] block, int at) {
    return u64(block, at + BYTENR);
  }

  public static long lastSnapshot(byte[] block, int at) {
    return u64(block, at + LAST_SNAPSHOT);
  }

  /** The flags, zero if the writer never initialised them. */
  public static long flags(byte[] block, int at) {
    boolean initialised = (InodeItem.flags(block, at + INODE) & InodeItem.ROOT_ITEM_INIT) != 0;
    return initialised ? u64(block, at + FLAGS) : 0;
  }

  public static int refs(byte[] block, int at) {
    return i32(block, at + REFS);
  }

  /** When the subvolume was last changed, seconds since 1970; for {@link #extended} items. */
  public static long changeTime(byte[] block, int at) {
    return u64(block, at + TIMES);
  }

  /** When the subvolume was created, seconds since 1970; for {@link #extended} items. */
  public static long creationTime(byte[] block, int at) {
    return u64(block, at + TIMES + 12);
  }

  /** Non-zero if the tree is partly deleted. */
  public static long dropProgressObjectid(byte[] block, int at) {
    return u64(block, at + DROP_PROGRESS + Key.OBJECTID);
  }

  public static int dropLevel(byte[] block, int at) {
    return u8(block, at + DROP_LEVEL);
  }

  public static int level(byte[] block, int at) {
    return u8(block, at + LEVEL);
  }

  /** Whether the fields after {@link #SHORT_LENGTH} exist and are up to date. */
  public static boolean extended(byte[] block, int at, int itemSize) {
    return itemSize == LENGTH && u64(block, at + GENERATION_V2) == generation(block, at);
  }
}
