package io.btrsend.engine.hostile;

import java.util.Arrays;
import java.util.Random;

/** Numbers that are likely to break someone who does not check them. */
final class HostileNumbers {
  private final Random random;

  HostileNumbers(Random random) {
    this.random = random;
  }

  /**
   * What to put in the place of a number, little-endian.
   *
   * @param width bytes of the number, 8 at most
   */
  byte[] replacement(byte[] bytes, int at, int width) {
    long original = 0;
    for (int i = width - 1; i >= 0; i--) {
      original = original << 8 | (bytes[at + i] & 0xff);
    }
    byte[] value = new byte[width];
    do {
      long number = replacement(original, bytes, width);
      for (int i = 0; i < width; i++) {
        value[i] = (byte) (number >>> (8 * i));
      }
    } while (Arrays.equals(value, 0, width, bytes, at, at + width));
    return value;
  }

  private long replacement(long original, byte[] bytes, int width) {
    int bits = width * 8;
    return switch (random.nextInt(15)) {
      case 0, 1 -> original ^ (1L << random.nextInt(bits));
      case 2 -> original + 1 + random.nextInt(3);
      case 3 -> original - 1 - random.nextInt(3);
      case 4 -> 0;
      case 5 -> -1;
      case 6 -> (1L << (bits - 1)) - 1;
      case 7 -> 1L << (bits - 1);
      case 8 -> 1L << random.nextInt(bits);
      case 9 -> -(1L << random.nextInt(bits));
      case 10 -> random.nextLong();
      case 11 -> original * 2;
      case 12 -> original + 4096L * (random.nextInt(33) - 16);
      case 13 -> bytes[random.nextInt(bytes.length)];
      default -> random.nextInt(256);
    };
  }
}
