package io.btrsend.engine.send;

/**
 * The text of an orphan name: "o", inode number, generation and a counter, with hyphens between.
 * Made for every inode of a full send, so the digits go straight into their place. Source: send
 * semantics 5.1.
 */
final class OrphanName {
  private static final int RADIX = 10;

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

  /** Puts a number, unsigned, so that it ends before {@code end}; returns where it begins. */
  private static int putBefore(byte[] name, int end, long number) {
    int at = end;
    long rest = number;
    do {
      name[--at] = (byte) ('0' + Long.remainderUnsigned(rest, RADIX));
      rest = Long.divideUnsigned(rest, RADIX);
    } while (rest != 0);
    return at;
  }

  private static int digits(long number) {
    int digits = 1;
    for (long rest = Long.divideUnsigned(number, RADIX); rest != 0; rest /= RADIX) {
      digits++;
    }
    return digits;
  }
}
