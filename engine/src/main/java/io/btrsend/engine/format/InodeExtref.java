package io.btrsend.engine.format;

import static io.btrsend.engine.format.LittleEndian.u16;
import static io.btrsend.engine.format.LittleEndian.u64;

/**
 * One packed record of the item (inode, INODE_EXTREF, hash): a name of the inode that did not fit
 * into its INODE_REF. Records of the same hash share an item, whatever their parents.
 *
 * <pre>
 *    0  8 parent directory
 *    8  8 index of the DIR_INDEX
 *   16  2 name length
 *   18    name
 * </pre>
 *
 * <p>Source: on-disk format 7.3.
 */
public final class InodeExtref {
  public static final int PARENT = 0;
  public static final int INDEX = PARENT + 8;
  public static final int NAME_LENGTH = INDEX + 8;
  public static final int NAME = NAME_LENGTH + 2;

  private InodeExtref() {}

  public static long parent(byte[] block, int at) {
    return u64(block, at + PARENT);
  }

  public static long index(byte[] block, int at) {
    return u64(block, at + INDEX);
  }

  public static int nameLength(byte[] block, int at) {
    return u16(block, at + NAME_LENGTH);
  }

  /** Bytes this record takes; the next one starts right after. */
  public static int recordLength(byte[] block, int at) {
    return NAME + nameLength(block, at);
  }

  /**
   * Whether a whole record with a name lies within [at, end); to be checked before any other
   * access.
   */
  public static boolean fits(byte[] block, int at, int end) {
    return end - at > NAME && nameLength(block, at) > 0 && recordLength(block, at) <= end - at;
  }
}
