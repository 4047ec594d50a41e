package io.btrsend.engine.format;

/**
 * Checks names of directory entries. Names become parts of paths in the stream, where ".." or a
 * name with a '/' would lead a receiver out of the subvolume. Source: on-disk format 11, numbers 22
 * and 23.
 */
public final class EntryName {
  private static final int MAX_LENGTH = 255;

  private EntryName() {}

  /** Whether the {@code length} bytes at {@code from}, which must exist, can be a name. */
  public static boolean isSound(byte[] bytes, int from, int length) {
    if (length < 1 || length > MAX_LENGTH) {
      return false;
    }
    boolean onlyDots = length <= 2;
    for (int i = from; i < from + length; i++) {
      if (bytes[i] == 0 || bytes[i] == '/') {
        return false;
      }
      onlyDots &= bytes[i] == '.';
    }
    return !onlyDots;
  }
}
