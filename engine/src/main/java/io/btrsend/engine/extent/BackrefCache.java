package io.btrsend.engine.extent;

/**
 * Caches, during one send, which clone roots reach a leaf: at most {@value #ENTRIES} leaves with at
 * most {@value #MAX_ROOTS} roots each; the least recently used leaf is dropped first. The content
 * decides which of several equal clone sources is chosen, so size and policy are those of the
 * kernel and cannot be set.
 *
 * <p>The entries lie in arrays ordered by use, the most recent one first: a look-up is a scan of at
 * most 1 KiB and makes no garbage. One thread. Source: send semantics 7.8 E and F.
 */
public final class BackrefCache {
  static final int ENTRIES = 128;
  static final int MAX_ROOTS = 17;

  private final long[] leaves = new long[ENTRIES];
  private final long[][] roots = new long[ENTRIES][];
  private int size;

  /** An empty cache. */
  public BackrefCache() {}

  /**
   * The cached roots of a leaf, which becomes the most recently used one; null if the leaf is not
   * cached.
   */
  long[] get(long leaf) {
    for (int at = 0; at < size; at++) {
      if (leaves[at] == leaf) {
        long[] found = roots[at];
        moveBack(at);
        put(leaf, found);
        return found;
      }
    }
    return null;
  }

  /** Caches the roots of a leaf that is not cached yet, unless there are too many. */
  void add(long leaf, long[] cloneRoots) {
    if (cloneRoots.length > MAX_ROOTS) {
      return;
    }
    size = Math.min(size + 1, ENTRIES);
    moveBack(size - 1);
    put(leaf, cloneRoots);
  }

  /**
   * Moves the entries before {@code end} one place towards the end, overwriting the last of them.
   */
  private void moveBack(int end) {
    System.arraycopy(leaves, 0, leaves, 1, end);
    System.arraycopy(roots, 0, roots, 1, end);
  }

  private void put(long leaf, long[] cloneRoots) {
    leaves[0] = leaf;
    roots[0] = cloneRoots;
  }
}
