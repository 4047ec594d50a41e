package io.btrsend.engine.format;

import static io.btrsend.engine.format.LittleEndian.u16;
import static io.btrsend.engine.format.LittleEndian.u64;
import static io.btrsend.engine.format.LittleEndian.u8;

/**
 * One packed entry of a DIR_ITEM, DIR_INDEX or XATTR_ITEM. A DIR_ITEM and an XATTR_ITEM hold all
 * entries whose names share a hash, one after the other, and nothing else.
 *
 * <pre>
 *    0 17 location: key of the inode, or of the subvolume's ROOT_ITEM
 *   17  8 transid
 *   25  2 data length (0 for directory entries)
 *   27  2 name length
 *   29  1 type
 *   30    name, then data
 * </pre>
 *
 * <p>Source: on-disk format 7.4 and 7.5.
 */
public final class DirItem {
  public static final int LOCATION = 0;
  public static final int TRANSID = LOCATION + Key.LENGTH;
  public static final int DATA_LENGTH = TRANSID + 8;
  public static final int NAME_LENGTH = DATA_LENGTH + 2;
  public static final int TYPE = NAME_LENGTH + 2;
  public static final int NAME = TYPE + 1;

  public static final int UNKNOWN = 0;
  public static final int REGULAR = 1;
  public static final int DIRECTORY = 2;
  public static final int CHARACTER_DEVICE = 3;
  public static final int BLOCK_DEVICE = 4;
  public static final int FIFO = 5;
  public static final int SOCKET = 6;
  public static final int SYMLINK = 7;
  public static final int XATTR = 8;

  private DirItem() {}

  public static long locationObjectid(byte[] block, int at) {
    return u64(block, at + LOCATION + Key.OBJECTID);
  }

  public static int locationType(byte[] block, int at) {
    return u8(block, at + LOCATION + Key.TYPE);
  }

  public static long locationOffset(byte[] block, int at) {
    return u64(block, at + LOCATION + Key.OFFSET);
  }

  public static long transid(byte[] block, int at) {
    return u64(block, at + TRANSID);
  }

  public static int dataLength(byte[] block, int at) {
    return u16(block, at + DATA_LENGTH);
  }

  public static int nameLength(byte[] block, int at) {
    return u16(block, at + NAME_LENGTH);
  }

  public static int type(byte[] block, int at) {
    return u8(block, at + TYPE);
  }

  /** Where the data of an extended attribute starts. */
  public static int dataStart(byte[] block, int at) {
    return at + NAME + nameLength(block, at);
  }

  /** Bytes this entry takes; the next one starts right after. */
  public static int entryLength(byte[] block, int at) {
    return NAME + nameLength(block, at) + dataLength(block, at);
  }

  /**
   * Whether a whole entry with a name lies within [at, end); to be checked before any other access.
   */
  public static boolean fits(byte[] block, int at, int end) {
    return end - at > NAME && nameLength(block, at) > 0 && entryLength(block, at) <= end - at;
  }
}
