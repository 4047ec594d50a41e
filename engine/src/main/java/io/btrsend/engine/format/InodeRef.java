package io.btrsend.engine.format;

import static io.btrsend.engine.format.LittleEndian.u16;
import static io.btrsend.engine.format.LittleEndian.u64;

/**
 * One packed record of the item (inode, INODE_REF, parent directory): a name of the inode.
 *
 * <pre>
 *    0  8 index of the DIR_INDEX
 *    8  2 name length
 *   10    name
 * </pre>
 *
 * <p>Source: on-disk format 7.2.
 */
public final class InodeRef {
  public static final int INDEX = 0;
  public static final int NAME_LENGTH = INDEX + 8;
  public static final int NAME = NAME_LENGTH + 2;

  private InodeRef() {}

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
