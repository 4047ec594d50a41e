package io.btrsend.engine.format;

/**
 * The number of a device as an inode item stores it: the major number, then 20 bits of the minor
 * one. Source: on-disk format 7.1.
 */
public final class DeviceNumber {
  private static final int MINOR_BITS = 20;

  private DeviceNumber() {}

  public static long major(long stored) {
    return stored >>> MINOR_BITS;
  }

  public static long minor(long stored) {
    return stored & ((1 << MINOR_BITS) - 1);
  }
}
