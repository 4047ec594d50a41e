package io.btrsend.engine.filesystem;

import java.util.ArrayList;
import java.util.List;

/**
 * Puts a path together from its last name up to its first, the order in which parents are found.
 * Paths are bytes, names joined by '/', relative to the top directory, whose own path is empty. For
 * one thread.
 */
public final class PathBuilder {
  private final List<byte[]> names = new ArrayList<>();
  private int nameBytes;

  /** An empty path. */
  public PathBuilder() {}

  /** Starts another path. */
  public void clear() {
    names.clear();
    nameBytes = 0;
  }

  /** Puts the name of the next higher directory before the others; the array is kept. */
  public void prepend(byte[] name) {
    names.add(name);
    nameBytes += name.length;
  }

  /** The number of names so far. */
  public int depth() {
    return names.size();
  }

  /** The length of the path so far, bytes. */
  public int length() {
    return names.isEmpty() ? 0 : nameBytes + names.size() - 1;
  }

  /** The path; not to be modified, since a single name is returned as it was given. */
  public byte[] toBytes() {
    if (names.size() == 1) {
      return names.get(0);
    }
    byte[] path = new byte[length()];
    int end = path.length;
    for (byte[] name : names) {
      end -= name.length;
      System.arraycopy(name, 0, path, end, name.length);
      if (end > 0) {
        path[--end] = '/';
      }
    }
    return path;
  }
}
