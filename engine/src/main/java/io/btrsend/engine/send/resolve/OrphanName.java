package io.btrsend.engine.send.resolve;

/**
 * The text of an orphan name: "o", inode number, generation and a counter, with hyphens between.
 * Made for every inode of a full send, so the digits are written straight into the array, and
 * numbers that fit are divided as {@code int}, which is faster. Source: send semantics 5.1.
 */
final class OrphanName {
  private static final int RADIX = 10;
  private static final int MAX_DIGITS = 20;

  private OrphanName() {}

  static byte[] of(long inode, long generation, long counter) {
    byte[] name = new byte[3 + digits(inode) + digits(generation) + digits(counter)];
    int at = name.length;
    at = putBefore(name, at, counter);
    name[--at] = '-';
    at = putBefore(name, at, generation);
    name[--at] = '-';
    at = putBefore(name, at, inode);
    name[--at] = 'o';
    return name;
  }

  /**
   * Writes an unsigned number that ends before {@code end}; returns the index of its first digit.
   */
  private static int putBefore(byte[] name, int end, long number) {
    int at = end;
    long large = number;
    while (large < 0 || large > Integer.MAX_VALUE) {
      name[--at] = (byte) ('0' + Long.remainderUnsigned(large, RADIX));
      large = Long.divideUnsigned(large, RADIX);
    }
    int rest = (int) large;
    do {
      name[--at] = (byte) ('0' + rest % RADIX);
      rest /= RADIX;
    } while (rest != 0);
    return at;
  }

  private static int digits(long number) {
    int digits = 1;
    long power = RADIX;
    while (digits < MAX_DIGITS && Long.compareUnsigned(number, power) >= 0) {
      digits++;
      power *= RADIX;
    }
    return digits;
  }
}
