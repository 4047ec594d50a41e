package io.btrsend.engine.stream;

import java.util.Arrays;

/**
 * The two formats in which releases of btrfs-progs print a stream. They differ only in CLONE,
 * SET_XATTR, REMOVE_XATTR and ENCODED_WRITE (stream description, section 11).
 */
public enum DumpFormat {
  /** btrfs-progs 6.0 to 6.9: names and values of extended attributes are printed as they are. */
  PROGS_6_0,
  /** btrfs-progs 6.9.1 and later: all bytes from the filesystem are escaped. */
  PROGS_6_9_1;

  private static final int[] FIRST_ESCAPED = {6, 9, 1};

  /**
   * The format of a release of btrfs-progs.
   *
   * @param release its number, for example {@code 6.2} or {@code 6.9.1}
   * @throws IllegalArgumentException if it is no such number
   */
  public static DumpFormat ofRelease(String release) {
    if (!release.matches("\\d{1,4}(\\.\\d{1,4}){0,3}")) {
      throw new IllegalArgumentException("no release of btrfs-progs: " + release);
    }
    int[] numbers = Arrays.stream(release.split("\\.", -1)).mapToInt(Integer::parseInt).toArray();
    return Arrays.compare(numbers, FIRST_ESCAPED) < 0 ? PROGS_6_0 : PROGS_6_9_1;
  }
}
