package io.btrsend.engine.send.resolve;

import java.util.HashMap;
import java.util.Map;

/**
 * Owns the deleted directories that cannot be removed yet, with the progress of the search for
 * their remaining entries. Source: send semantics 1.4, 6.12.
 */
final class OrphanDirectories {
  private final Map<InodeId, Orphan> byDirectory = new HashMap<>();

  /** The progress of the search of a directory. */
  static final class Orphan {
    private long lastIndex;
    private long highest;

    private Orphan(long lastIndex, long highest) {
      this.lastIndex = lastIndex;
      this.highest = highest;
    }

    /** The directory index at which the next search continues. */
    long lastIndex() {
      return lastIndex;
    }

    /** The highest inode number known to be in it. */
    long highest() {
      return highest;
    }

    void advance(long index, long candidate) {
      lastIndex = index;
      if (Long.compareUnsigned(candidate, highest) > 0) {
        highest = candidate;
      }
    }
  }

  boolean contains(long inode, long generation) {
    return !byDirectory.isEmpty() && byDirectory.containsKey(new InodeId(inode, generation));
  }

  /** The entry of this directory, or null. */
  Orphan get(InodeId directory) {
    return byDirectory.get(directory);
  }

  Orphan add(InodeId directory, long highest) {
    Orphan orphan = new Orphan(0, highest);
    byDirectory.put(directory, orphan);
    return orphan;
  }

  void remove(InodeId directory) {
    byDirectory.remove(directory);
  }
}
