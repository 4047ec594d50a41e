package io.btrsend.engine.format;

/**
 * Shifts CRC-32C registers quickly by one fixed number of bytes. A shift is linear, so the result
 * is the xor of the images of the register's four bytes, each one look-up in a table of 1 KiB. Used
 * to combine the checksums of sectors; {@link Crc32c#shift} handles arbitrary lengths.
 *
 * <p>Immutable and thread-safe.
 */
public final class Crc32cShift {
  private static final int BYTE_VALUES = 256;

  /** At [i * 256 + v]: the image of byte value v at byte position i of the register. */
  private final int[] images = new int[Integer.BYTES * BYTE_VALUES];

  /** A shift by {@code length} zero bytes, not negative. */
  public Crc32cShift(long length) {
    for (int bit = 0; bit < Integer.SIZE; bit++) {
      addImage(bit, Crc32c.shift(1 << bit, length));
    }
  }

  private Crc32cShift() {}

  /** The inverse of a shift by four bytes. */
  static Crc32cShift backByFourBytes() {
    Crc32cShift back = new Crc32cShift();
    for (int bit = 0; bit < Integer.SIZE; bit++) {
      int register = 1 << bit;
      for (int step = 0; step < Integer.SIZE; step++) {
        // The polynomial has its highest bit set: that bit tells whether it was added.
        register = register < 0 ? (register ^ Crc32c.POLYNOMIAL) << 1 | 1 : register << 1;
      }
      back.addImage(bit, register);
    }
    return back;
  }

  /** Shifts the register. */
  public int apply(int register) {
    return images[register & 0xff]
        ^ images[BYTE_VALUES + (register >>> 8 & 0xff)]
        ^ images[2 * BYTE_VALUES + (register >>> 16 & 0xff)]
        ^ images[3 * BYTE_VALUES + (register >>> 24)];
  }

  /** Adds the images of all values with this bit and none above it; the bits come in order. */
  private void addImage(int bit, int image) {
    int table = bit / Byte.SIZE * BYTE_VALUES;
    int value = 1 << bit % Byte.SIZE;
    for (int lower = 0; lower < value; lower++) {
      images[table + value + lower] = image ^ images[table + lower];
    }
  }
}
