package io.btrsend.engine.format;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * CRC-32C as a plain shift register: reflected polynomial 0x82F63B78, any initial value, no final
 * inversion. Send streams (initial value 0), name hashes and reference hashes are registers of this
 * kind; the standard CRC-32C of checksummed blocks starts at all ones and is inverted at the end.
 *
 * <p>Registers are linear, so one pass over the data is enough: the register of A followed by B is
 * the register of A, {@linkplain #shift shifted} by the length of B, xor the register of B from
 * initial value 0. So the stored checksums of sectors combine into that of a range for a few table
 * look-ups per sector ({@link Crc32cShift}), and the checksum that verifies a range becomes part of
 * the checksum of its command.
 *
 * <p>The bytes go through {@link CRC32C}, which the JVM compiles to the processor's instruction. It
 * always starts at all ones. Four bytes, computed from the wanted initial value and fed first,
 * bring its register to that value. For short inputs linearity is cheaper: the contribution of the
 * initial ones is the checksum of as many zeros, which a table holds.
 *
 * <p>All methods are pure and thread-safe. Source: send stream 2.1, on-disk format 2.3.
 */
public final class Crc32c {
  static final int POLYNOMIAL = 0x82F63B78;

  /** The polynomial 1; in reflected order the lowest power is the highest bit. */
  private static final int ONE = 0x80000000;

  private static final int RADIX_BITS = 4;
  private static final int RADIX = 1 << RADIX_BITS;
  private static final int DIGITS = Long.SIZE / RADIX_BITS;

  /**
   * At [i * RADIX + d]: x to the power of 8 * d * RADIX^i, the factor that shifts by that many
   * bytes. The radix is small because the table is computed at every start.
   */
  private static final int[] POWERS = powers();

  /** Lengths below this have an entry in {@link #ZEROS}: nearly all commands without data. */
  private static final int SHORT = 512;

  /** At [n]: the standard CRC-32C of n zero bytes. */
  private static final int[] ZEROS = zeros();

  /** Undoes a shift by four bytes. */
  private static final Crc32cShift BACK_BY_FOUR = Crc32cShift.backByFourBytes();

  private Crc32c() {}

  /** Updates the register with all of {@code bytes}. */
  public static int update(int register, byte[] bytes) {
    return update(register, bytes, 0, bytes.length);
  }

  /** Updates the register with {@code length} bytes from {@code offset} on. */
  public static int update(int register, byte[] bytes, int offset, int length) {
    boolean plain = register == 0 && length < SHORT;
    CRC32C crc = plain ? new CRC32C() : startingAt(register);
    crc.update(bytes, offset, length);
    return (int) crc.getValue() ^ (plain ? ZEROS[length] : -1);
  }

  /**
   * Updates the register with {@code length} bytes of a buffer from index {@code at} on. The
   * buffer's position and limit are neither used nor changed.
   */
  public static int update(int register, ByteBuffer buffer, int at, int length) {
    return updateOfView(register, buffer.duplicate(), at, length);
  }

  /**
   * Like {@link #update(int, ByteBuffer, int, int)}, but without creating a view of the buffer: its
   * position and limit are not used, and are reset to the whole buffer afterwards.
   */
  public static int updateOfView(int register, ByteBuffer view, int at, int length) {
    boolean plain = register == 0 && length < SHORT;
    CRC32C crc = plain ? new CRC32C() : startingAt(register);
    crc.update(view.limit(at + length).position(at));
    view.clear();
    return (int) crc.getValue() ^ (plain ? ZEROS[length] : -1);
  }

  /**
   * Updates the register with {@code length} zero bytes. The result, xored with the register of as
   * many other bytes from initial value 0, is the register after those bytes. Costs one polynomial
   * multiplication (about 30 ns) for each non-zero hexadecimal digit of the length.
   */
  public static int shift(int register, long length) {
    int shifted = register;
    long rest = length;
    for (int row = 0; rest != 0 && shifted != 0; row += RADIX) {
      int digit = (int) rest & (RADIX - 1);
      if (digit != 0) {
        shifted = multiply(POWERS[row + digit], shifted);
      }
      rest >>>= RADIX_BITS;
    }
    return shifted;
  }

  /**
   * The standard CRC-32C of {@code length} zero bytes. Xored with the standard CRC-32C of a message
   * of that length, it gives the register of the message from initial value 0.
   */
  public static int standardCrcOfZeros(long length) {
    return ~shift(-1, length);
  }

  /** The product of two polynomials modulo the CRC's. */
  private static int multiply(int a, int b) {
    int product = 0;
    int power = b;
    for (int rest = a; rest != 0; rest <<= 1) {
      product ^= power & (rest >> 31);
      power = step(power);
    }
    return product;
  }

  /** The register after one zero bit, which is the polynomial times x. */
  private static int step(int register) {
    return (register >>> 1) ^ (POLYNOMIAL & -(register & 1));
  }

  private static int[] powers() {
    int[] powers = new int[DIGITS * RADIX];
    int base = ONE >>> 8;
    for (int row = 0; row < powers.length; row += RADIX) {
      powers[row] = ONE;
      for (int digit = 1; digit < RADIX; digit++) {
        powers[row + digit] = multiply(powers[row + digit - 1], base);
      }
      base = multiply(powers[row + RADIX - 1], base);
    }
    return powers;
  }

  private static int[] zeros() {
    int[] zeros = new int[SHORT];
    CRC32C crc = new CRC32C();
    for (int length = 0; length < SHORT; length++) {
      zeros[length] = (int) crc.getValue();
      crc.update(0);
    }
    return zeros;
  }

  private static CRC32C startingAt(int register) {
    int prefix = ~BACK_BY_FOUR.apply(register);
    CRC32C crc = new CRC32C();
    crc.update(prefix);
    crc.update(prefix >>> 8);
    crc.update(prefix >>> 16);
    crc.update(prefix >>> 24);
    return crc;
  }
}
