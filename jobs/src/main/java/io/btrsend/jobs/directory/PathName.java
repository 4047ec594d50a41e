package io.btrsend.jobs.directory;

import java.util.Arrays;

/**
 * A path, split before its last name.
 *
 * @param directory empty if the path has one name only
 * @param name the last one; {@code .} for an empty path, the top itself
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record PathName(byte[] directory, byte[] name) {
  private static final byte[] TOP = {'.'};
  private static final byte[] NO_PATH = {};

  public static PathName of(byte[] path) {
    if (path.length == 0) {
      return new PathName(NO_PATH, TOP);
    }
    int slash = path.length - 1;
    while (slash >= 0 && path[slash] != '/') {
      slash--;
    }
    byte[] directory = slash < 0 ? NO_PATH : Arrays.copyOf(path, slash);
    return new PathName(directory, Arrays.copyOfRange(path, slash + 1, path.length));
  }
}
