package io.btrsend.engine.stream;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** The raw CRC-32C register: initial value 0, not inverted at the end, reflected polynomial. */
final class RawCrc {
  private static final int POLYNOMIAL = 0x82F63B78;
  private static final byte[] INVERTED_REGISTER = {-1, -1, -1, -1};

  /** Where bit 31 stands for x^0: x^(2^k) modulo the polynomial. */
  private static final int[] POWERS = new int[64];

  static {
    POWERS[0] = 1 << 30;
    for (int k = 1; k < POWERS.length; k++) {
      POWERS[k] = multiply(POWERS[k - 1], POWERS[k - 1]);
    }
  }

  private RawCrc() {}

  /** The register after {@code count} bytes from {@code at} on, beginning with {@code register}. */
  static int of(int register, ByteBuffer bytes, int at, int count) {
    ByteBuffer range = bytes.duplicate().limit(at + count).position(at);
    CRC32C crc = new CRC32C();
    crc.update(INVERTED_REGISTER, 0, 4);
    crc.update(range);
    return append(register, ~(int) crc.getValue(), count);
  }

  /** The register over A then B, from the registers over A and over B. */
  static int append(int crcA, int crcB, long lengthB) {
    if (crcA == 0) {
      return crcB;
    }
    int shift = 1 << 31;
    long remaining = lengthB;
    for (int k = 3; remaining != 0; k++, remaining >>>= 1) {
      if ((remaining & 1) != 0) {
        shift = multiply(shift, POWERS[k]);
      }
    }
    return multiply(shift, crcA) ^ crcB;
  }

  private static int multiply(int a, int b) {
    int product = 0;
    int shifted = b;
    for (int bit = 31; bit >= 0; bit--) {
      product ^= shifted & -(a >>> bit & 1);
      shifted = (shifted >>> 1) ^ (POLYNOMIAL & -(shifted & 1));
    }
    return product;
  }
}
