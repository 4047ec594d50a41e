package io.btrsend.engine.filesystem;

import io.btrsend.engine.format.InodeItem;
import io.btrsend.engine.format.LittleEndian;
import java.util.Arrays;

/**
 * The fields of an inode item that send needs. Immutable; {@code times} is not copied and must not
 * be modified. Source: on-disk format 7.1.
 *
 * @param times access, change, modification and creation time, 12 bytes each: seconds, nanoseconds
 */
public record Inode(
    long number,
    long generation,
    long size,
    long links,
    long uid,
    long gid,
    int mode,
    long rdev,
    long flags,
    byte[] times) {
  /** Bytes of one stored time. */
  public static final int TIME_LENGTH = 12;

  /** Where in a stored time its nanoseconds begin. */
  private static final int NANOSECONDS = 8;

  private static final int MAX_NANOSECONDS = 999_999_999;

  /** Where in {@link #times} the access time begins. */
  public static final int ATIME = 0;

  public static final int CTIME = ATIME + TIME_LENGTH;
  public static final int MTIME = CTIME + TIME_LENGTH;
  public static final int OTIME = MTIME + TIME_LENGTH;

  /** Decodes the inode item at {@code at}, whose length was checked. */
  static Inode read(long number, byte[] bytes, int at) {
    int times = at + InodeItem.ATIME;
    return new Inode(
        number,
        InodeItem.generation(bytes, at),
        InodeItem.size(bytes, at),
        InodeItem.nlink(bytes, at),
        InodeItem.uid(bytes, at),
        InodeItem.gid(bytes, at),
        InodeItem.mode(bytes, at),
        InodeItem.rdev(bytes, at),
        InodeItem.flags(bytes, at),
        saneTimes(Arrays.copyOfRange(bytes, times, times + 4 * TIME_LENGTH)));
  }

  /** Nanoseconds of one second or more become 999,999,999. */
  private static byte[] saneTimes(byte[] times) {
    for (int at = NANOSECONDS; at < times.length; at += TIME_LENGTH) {
      if (LittleEndian.u32(times, at) > MAX_NANOSECONDS) {
        LittleEndian.putU32(times, at, MAX_NANOSECONDS);
      }
    }
    return times;
  }

  /** Whether the file data of this inode has checksums. */
  public boolean checksummed() {
    return (flags & InodeItem.NODATASUM) == 0;
  }
}
