package io.btrsend.engine.format;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * CRC-32C as a plain shift register: reflected polynomial 0x82F63B78, any initial value, no final
 * inversion. Send streams (initial value 0), name hashes and reference hashes are registers of this
 * kind; the "usual" CRC-32C of checksummed blocks is one that starts at all ones and is inverted at
 * the end.
 *
 * <p>Registers are linear, which is what makes one pass over the data enough: the register over A
 * followed by B is the register over A, {@linkplain #shift shifted} by the length of B, xor the
 * register over B that starts at 0. So the checksums stored for sectors add up to that of a range
 * of them, at the price of a few table look-ups a sector ({@link Crc32cShift}), and what was taken
 * to verify a range adds to the checksum of its command.
 *
 * <p>The bytes go through {@link CRC32C}, which the JVM compiles to the processor's instruction. It
 * always starts at all ones; four bytes chosen from the wanted initial value and fed first bring
 * its register to that value. Over few bytes, linearity is cheaper: what the ones contribute is the
 * checksum of as many zeros, which a table holds.
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
   * At [i * RADIX + d]: x to the power of 8 * d * RADIX^i, the factor that shifts so many bytes. A
   * small radix, since the table is made at every start.
   */
  private static final int[] POWERS = powers();

  /**
   * Lengths below this, those of nearly all commands without data, have an entry in {@link #ZEROS}.
   */
  private static final int SHORT = 512;

  /** At [n]: the usual CRC-32C of n zero bytes. */
  private static final int[] ZEROS = zeros();

  /** Takes the register back by the four bytes that lead to it. */
  private static final Crc32cShift BACK_BY_FOUR = Crc32cShift.backByFourBytes();

  private Crc32c() {}

  /** The register that {@code register} becomes over all of {@code bytes}. */
  public static int update(int register, byte[] bytes) {
    return update(register, bytes, 0, bytes.length);
  }

  /** The register that {@code register} becomes over {@code length} bytes from {@code offset}. */
  public static int update(int register, byte[] bytes, int offset, int length) {
    boolean plain = register == 0 && length < SHORT;
    CRC32C crc = plain ? new CRC32C() : startingAt(register);
    crc.update(bytes, offset, length);
    return (int) crc.getValue() ^ (plain ? ZEROS[length] : -1);
  }

  /**
   * The register that {@code register} becomes over {@code length} bytes of a buffer from index
   * {@code at}; the buffer's position and limit play no part and stay as they are.
   */
  public static int update(int register, ByteBuffer buffer, int at, int length) {
    return updateOfView(register, buffer.duplicate(), at, length);
  }

  /**
   * The same as {@link #update(int, ByteBuffer, int, int)} without making a view of the buffer: its
   * position and limit play no part, and enclose all of it afterwards.
   */
  public static int updateOfView(int register, ByteBuffer view, int at, int length) {
    boolean plain = register == 0 && length < SHORT;
    CRC32C crc = plain ? new CRC32C() : startingAt(register);
    crc.update(view.limit(at + length).position(at));
    view.clear();
    return (int) crc.getValue() ^ (plain ? ZEROS[length] : -1);
  }

  /**
   * The register that {@code register} becomes over {@code length} zero bytes. Xor it with the
   * register over as many other bytes, from initial value 0, to have it over those. Costs one
   * polynomial multiplication (about 30 ns) for each hexadecimal digit of the length that is not 0.
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
   * The usual CRC-32C of so many zero bytes: what to xor to the usual CRC-32C of a message of that
   * length to get its register from initial value 0.
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
