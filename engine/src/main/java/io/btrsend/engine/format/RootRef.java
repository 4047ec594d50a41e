package io.btrsend.engine.format;

import static io.btrsend.engine.format.LittleEndian.u16;
import static io.btrsend.engine.format.LittleEndian.u64;

/**
 * The item of ROOT_REF (parent, 156, child) and of ROOT_BACKREF (child, 144, parent): the directory
 * entry of the parent subvolume that leads to the child.
 *
 * <pre>
 *    0  8 directory inode in the parent
 *    8  8 sequence: index of the DIR_INDEX
 *   16  2 name length
 *   18    name, filling the item
 * </pre>
 *
 * <p>Source: on-disk format 6.3.
 */
public final class RootRef {
  public static final int DIRECTORY = 0;
  public static final int SEQUENCE = DIRECTORY + 8;
  public static final int NAME_LENGTH = SEQUENCE + 8;
  public static final int NAME = NAME_LENGTH + 2;

  private RootRef() {}

  public static long directory(byte[] block, int at) {
    return u64(block, at + DIRECTORY);
  }

  public static long sequence(byte[] block, int at) {
    return u64(block, at + SEQUENCE);
  }

  public static int nameLength(byte[] block, int at) {
    return u16(block, at + NAME_LENGTH);
  }

  /** Whether [at, end) is exactly one reference with a name of 1..255 bytes. */
  public static boolean fits(byte[] block, int at, int end) {
    if (end - at <= NAME) {
      return false;
    }
    int length = nameLength(block, at);
    return length <= 255 && end - at == NAME + length;
  }
}
