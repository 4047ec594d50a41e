package io.btrsend.engine.format;

import static io.btrsend.engine.format.LittleEndian.i32;
import static io.btrsend.engine.format.LittleEndian.u32;
import static io.btrsend.engine.format.LittleEndian.u64;

/**
 * The item of key (inode, INODE_ITEM, 0): the attributes of a file, as stat shows them.
 *
 * <pre>
 *     0  8 generation (creation)     64  8 flags
 *     8  8 transid (last change)     72  8 sequence
 *    16  8 size                      80 32 reserved
 *    24  8 nbytes                   112 12 atime
 *    32  8 block group (unused)     124 12 ctime
 *    40  4 nlink                    136 12 mtime
 *    44  4 uid                      148 12 otime (creation)
 *    48  4 gid                      160
 *    52  4 mode
 *    56  8 rdev
 * </pre>
 *
 * <p>A time is s64 seconds and u32 nanoseconds. Source: on-disk format 7.1.
 */
public final class InodeItem {
  public static final int GENERATION = 0;
  public static final int TRANSID = GENERATION + 8;
  public static final int SIZE = TRANSID + 8;
  public static final int NBYTES = SIZE + 8;
  private static final int BLOCK_GROUP = NBYTES + 8;
  public static final int NLINK = BLOCK_GROUP + 8;
  public static final int UID = NLINK + 4;
  public static final int GID = UID + 4;
  public static final int MODE = GID + 4;
  public static final int RDEV = MODE + 4;
  public static final int FLAGS = RDEV + 8;
  private static final int SEQUENCE = FLAGS + 8;
  private static final int RESERVED = SEQUENCE + 8;
  public static final int ATIME = RESERVED + 32;
  public static final int CTIME = ATIME + 12;
  public static final int MTIME = CTIME + 12;
  public static final int OTIME = MTIME + 12;
  public static final int LENGTH = OTIME + 12;

  public static final long NODATASUM = 1;
  public static final long NODATACOW = 1 << 1;
  public static final long READONLY = 1 << 2;
  public static final long NOCOMPRESS = 1 << 3;
  public static final long PREALLOC = 1 << 4;
  public static final long SYNC = 1 << 5;
  public static final long IMMUTABLE = 1 << 6;
  public static final long APPEND = 1 << 7;
  public static final long NODUMP = 1 << 8;
  public static final long NOATIME = 1 << 9;
  public static final long DIRSYNC = 1 << 10;
  public static final long COMPRESS = 1 << 11;
  public static final long ROOT_ITEM_INIT = 1L << 31;
  public static final long VERITY = 1L << 32;

  private InodeItem() {}

  public static long generation(byte[] block, int at) {
    return u64(block, at + GENERATION);
  }

  public static long transid(byte[] block, int at) {
    return u64(block, at + TRANSID);
  }

  /** Bytes; authoritative for files and symbolic links only. */
  public static long size(byte[] block, int at) {
    return u64(block, at + SIZE);
  }

  /** Bytes on disk, advisory. */
  public static long nbytes(byte[] block, int at) {
    return u64(block, at + NBYTES);
  }

  public static long nlink(byte[] block, int at) {
    return u32(block, at + NLINK);
  }

  public static long uid(byte[] block, int at) {
    return u32(block, at + UID);
  }

  public static long gid(byte[] block, int at) {
    return u32(block, at + GID);
  }

  /** POSIX type and permission bits. */
  public static int mode(byte[] block, int at) {
    return i32(block, at + MODE);
  }

  /** Major number times 2^20 plus minor number, for device nodes. */
  public static long rdev(byte[] block, int at) {
    return u64(block, at + RDEV);
  }

  public static long flags(byte[] block, int at) {
    return u64(block, at + FLAGS);
  }
}
