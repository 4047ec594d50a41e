package io.btrsend.engine.format;

/**
 * The hashes of names that are used as key offsets: a CRC-32C register with its own initial value
 * and without the final inversion, as u64. Source: on-disk format 7.3 and 7.4.
 */
public final class NameHash {
  private static final int DIRECTORY_SEED = 0xfffffffe;

  private NameHash() {}

  /** Key offset of the DIR_ITEM or XATTR_ITEM of this name. */
  public static long dirEntry(byte[] name, int from, int length) {
    return register(DIRECTORY_SEED, name, from, length);
  }

  /** Key offset of the INODE_EXTREF of this name in the directory {@code parent}. */
  public static long extref(long parent, byte[] name, int from, int length) {
    return register((int) parent, name, from, length);
  }

  private static long register(int seed, byte[] name, int from, int length) {
    return Crc32c.update(seed, name, from, length) & 0xffffffffL;
  }
}
