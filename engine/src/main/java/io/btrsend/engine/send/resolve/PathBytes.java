package io.btrsend.engine.send.resolve;

import java.util.Arrays;

/**
 * Operations on paths relative to the top of the subvolume. Paths are bytes; the top itself is
 * empty.
 */
final class PathBytes {
  private PathBytes() {}

  static byte[] join(byte[] directory, byte[] name) {
    if (directory.length == 0) {
      return name;
    }
    byte[] path = Arrays.copyOf(directory, directory.length + 1 + name.length);
    path[directory.length] = '/';
    System.arraycopy(name, 0, path, directory.length + 1, name.length);
    return path;
  }

  /** Whether {@code prefix} is a prefix byte for byte, also in the middle of a name. */
  static boolean startsWith(byte[] path, byte[] prefix) {
    return path.length >= prefix.length
        && Arrays.equals(path, 0, prefix.length, prefix, 0, prefix.length);
  }
}
