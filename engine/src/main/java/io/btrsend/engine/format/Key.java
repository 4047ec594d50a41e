package io.btrsend.engine.format;

/**
 * The key of a tree item, ordered by objectid, then type, then offset, each unsigned.
 *
 * <pre>
 *   0        8  9         17
 *   +--------+--+---------+
 *   |objectid|ty| offset  |
 *   +--------+--+---------+
 * </pre>
 *
 * <p>Source: on-disk format 1.2.
 *
 * @param objectid u64
 * @param type u8, see {@link ItemType}
 * @param offset u64; its meaning depends on the type
 */
public record Key(long objectid, int type, long offset) implements Comparable<Key> {
  public static final int OBJECTID = 0;
  public static final int TYPE = OBJECTID + 8;
  public static final int OFFSET = TYPE + 1;
  public static final int LENGTH = OFFSET + 8;

  /** Decodes the {@value #LENGTH} bytes at {@code at}. */
  public static Key read(byte[] bytes, int at) {
    return new Key(
        LittleEndian.u64(bytes, at + OBJECTID),
        LittleEndian.u8(bytes, at + TYPE),
        LittleEndian.u64(bytes, at + OFFSET));
  }

  /** Compares two keys given by their parts, without creating objects. */
  public static int compare(
      long objectidA, int typeA, long offsetA, long objectidB, int typeB, long offsetB) {
    int c = Long.compareUnsigned(objectidA, objectidB);
    if (c == 0) {
      c = Integer.compare(typeA, typeB);
    }
    return c != 0 ? c : Long.compareUnsigned(offsetA, offsetB);
  }

  @Override
  public int compareTo(Key other) {
    return compare(objectid, type, offset, other.objectid, other.type, other.offset);
  }

  @Override
  public String toString() {
    return "(" + number(objectid) + " " + type + " " + number(offset) + ")";
  }

  /** Object ids counted down from 2^64 read better as small negative numbers. */
  private static String number(long value) {
    return value < 0 && value >= -256 ? Long.toString(value) : Long.toUnsignedString(value);
  }
}
