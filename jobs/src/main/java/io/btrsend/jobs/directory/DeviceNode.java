package io.btrsend.jobs.directory;

/** Device numbers in the form of {@code mknod}: major and minor number each in two parts. */
public final class DeviceNode {
  private DeviceNode() {}

  /** The number that {@code mknod} takes. */
  public static long number(long major, long minor) {
    return (minor & 0xff)
        | (major & 0xfff) << 8
        | (minor & 0xffffff00L) << 12
        | (major & 0xfffff000L) << 32;
  }

  /** The number that {@code mknod} takes, from the 32 bits of a send stream. */
  public static long ofStream(long rdev) {
    return number(rdev >>> 8 & 0xfff, (rdev & 0xff) | (rdev >>> 12 & 0xfff00));
  }
}
