package io.btrsend.engine.volume;

/**
 * The field GF(2^8) modulo x^8 + x^4 + x^3 + x^2 + 1 with the generator 2, in which Q parity is
 * computed. Elements are bytes; addition is xor. Source: on-disk format 4.6.
 */
final class GaloisField {
  /** The number of distinct powers of the generator. */
  static final int ORDER = 255;

  private static final int POLYNOMIAL = 0x11d;
  private static final byte[] POWERS = new byte[ORDER];
  private static final byte[] LOGARITHMS = new byte[256];

  static {
    int power = 1;
    for (int i = 0; i < ORDER; i++) {
      POWERS[i] = (byte) power;
      LOGARITHMS[power] = (byte) i;
      power <<= 1;
      if (power > 0xff) {
        power ^= POLYNOMIAL;
      }
    }
  }

  private GaloisField() {}

  /** The generator to the power of {@code exponent}, which is not negative. */
  static int power(int exponent) {
    return POWERS[exponent % ORDER] & 0xff;
  }

  static int multiply(int a, int b) {
    return a == 0 || b == 0 ? 0 : power(logarithm(a) + logarithm(b));
  }

  /** The multiplicative inverse of {@code a}, which is not 0. */
  static int inverse(int a) {
    return power(ORDER - logarithm(a));
  }

  private static int logarithm(int a) {
    return LOGARITHMS[a] & 0xff;
  }
}
