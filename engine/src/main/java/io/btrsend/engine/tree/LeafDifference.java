package io.btrsend.engine.tree;

import io.btrsend.engine.format.Key;

/**
 * Counts the leaves that only one of two trees has. Reads inner blocks only, and no block below one
 * that both trees share, so the cost follows the difference. Constant memory.
 *
 * <p>For one thread.
 */
public final class LeafDifference {
  private final BlockReader blocks;

  public LeafDifference(BlockReader blocks) {
    this.blocks = blocks;
  }

  /**
   * Counts them.
   *
   * @param limit the result that is large enough to stop counting
   * @throws io.btrsend.engine.EngineException if an inner block cannot be read
   */
  public long between(TreeRoot one, TreeRoot other, long limit) {
    Pointer left = new Pointer(one);
    Pointer right = new Pointer(other);
    long count = 0;
    while (count < limit && (left.isValid() || right.isValid())) {
      if (left.isValid() && right.isValid() && left.address() == right.address()) {
        left.next();
        right.next();
        continue;
      }
      int order = order(left, right);
      count += order <= 0 ? left.step(order == 0 && left.level < right.level) : 0;
      count += order >= 0 ? right.step(order == 0 && right.level < left.level) : 0;
    }
    return count;
  }

  /** The number of leaves of one tree. Reads all its inner blocks. */
  public long count(TreeRoot tree) {
    Pointer at = new Pointer(tree);
    long count = 0;
    while (at.isValid()) {
      count += at.step(false);
    }
    return count;
  }

  /** Compares where the two are; one that is at its end comes last. */
  private static int order(Pointer left, Pointer right) {
    if (!left.isValid() || !right.isValid()) {
      return left.isValid() ? -1 : 1;
    }
    if (left.key() == null || right.key() == null) {
      return 0;
    }
    return left.key().compareTo(right.key());
  }

  /** A pointer to a block of one tree, which moves in the order of the keys. */
  private final class Pointer {
    private final TreeRoot root;

    /** The inner blocks on the path to the pointer, by their level. */
    private final TreeBlock[] path;

    private final int[] slots;

    /** The level of the block that is pointed to. */
    private int level;

    private boolean valid = true;

    Pointer(TreeRoot root) {
      this.root = root;
      this.level = root.level();
      this.path = new TreeBlock[root.level() + 1];
      this.slots = new int[root.level() + 1];
    }

    boolean isValid() {
      return valid;
    }

    long address() {
      return level == root.level()
          ? root.address()
          : path[level + 1].childAddress(slots[level + 1]);
    }

    /** The first key below; null for the whole tree. */
    Key key() {
      return level == root.level() ? null : path[level + 1].key(slots[level + 1]);
    }

    /**
     * Goes into an inner block, or past a leaf.
     *
     * @param waits whether the other pointer, which is at a higher level, goes first
     * @return leaves that were passed
     */
    int step(boolean waits) {
      if (waits) {
        return 0;
      }
      if (level == 0) {
        next();
        return 1;
      }
      path[level] =
          level == root.level()
              ? blocks.root(root)
              : blocks.child(path[level + 1], slots[level + 1], root.treeId());
      slots[level] = 0;
      level--;
      return 0;
    }

    /** Passes the block. */
    void next() {
      while (level < root.level()) {
        level++;
        slots[level]++;
        if (slots[level] < path[level].itemCount()) {
          level--;
          return;
        }
      }
      valid = false;
    }
  }
}
