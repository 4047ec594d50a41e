package io.btrsend.engine.tree;

import io.btrsend.engine.CorruptFilesystemException;
import io.btrsend.engine.format.TreeName;

/**
 * A position in one tree, moved by searching and stepping. For one thread.
 *
 * <p>The cursor keeps the blocks on the way from the root to its leaf. A search whose key lies
 * inside the leaf costs one binary search; otherwise it descends from the lowest block on the path
 * that is sure to hold the key. Moving allocates nothing. Source: on-disk format 5.5.
 */
public final class TreeCursor {
  private static final int LEVELS = 8;

  private final BlockReader blocks;
  private final TreeRoot root;

  /** By level; path[0] is the leaf, null until the first search. */
  private final TreeBlock[] path = new TreeBlock[LEVELS];

  private final int[] slots = new int[LEVELS];

  /** Null if the cursor does not announce what it will step to. */
  private LeavesAhead ahead;

  public TreeCursor(BlockReader blocks, TreeRoot root) {
    if (root.level() < 0 || root.level() >= LEVELS) {
      throw new CorruptFilesystemException(
          TreeName.of(root.treeId()) + ": root at level " + root.level());
    }
    this.blocks = blocks;
    this.root = root;
  }

  /** Makes the cursor announce the leaves after its own, for a walk over many of them. */
  public TreeCursor readingAhead() {
    ahead = new LeavesAhead(blocks);
    return this;
  }

  /**
   * Moves to the first item whose key is not smaller.
   *
   * @return whether it has exactly this key; if not, {@link #valid()} tells whether there is one
   */
  public boolean seek(long objectid, int type, long offset) {
    if (seekInLeaf(objectid, type, offset)) {
      return true;
    }
    if (!valid()) {
      nextLeaf();
    }
    return false;
  }

  /** Whether there is an item at the position, of that object and type. */
  public boolean isAt(long objectid, int type) {
    return valid() && objectid() == objectid && type() == type;
  }

  /**
   * Moves to the item with the greatest key that is not greater.
   *
   * @return whether there is one; if not, the cursor is before the first item and invalid
   */
  public boolean seekFloor(long objectid, int type, long offset) {
    return seekInLeaf(objectid, type, offset) || previous();
  }

  /**
   * Searches like {@link #seek} but stays in the leaf the descent ends in: the slot may be one past
   * its last item, though greater keys follow in the next leaf.
   *
   * @return whether an item has exactly this key
   */
  public boolean seekInLeaf(long objectid, int type, long offset) {
    if (path[0] == null || !covers(path[0], objectid, type, offset)) {
      descend(startLevel(objectid, type, offset), 0, objectid, type, offset);
    }
    TreeBlock leaf = path[0];
    int slot = leaf.lowerBound(objectid, type, offset);
    slots[0] = slot;
    return slot < leaf.itemCount() && leaf.compareKey(slot, objectid, type, offset) == 0;
  }

  /**
   * The block of a level on the way from the root to a key. Reads nothing below that level: in a
   * subvolume that is being deleted, blocks further down may be freed and overwritten.
   *
   * @param level from 1 to that of the root
   */
  public TreeBlock blockOnPath(int level, long objectid, int type, long offset) {
    if (path[0] == null || !covers(path[level], objectid, type, offset)) {
      descend(root.level(), level, objectid, type, offset);
    }
    return path[level];
  }

  /** Whether the key lies between the block's first and last key, so that nothing else holds it. */
  private static boolean covers(TreeBlock block, long objectid, int type, long offset) {
    int count = block.itemCount();
    return count > 0
        && block.compareKey(0, objectid, type, offset) <= 0
        && block.compareKey(count - 1, objectid, type, offset) >= 0;
  }

  /** The lowest level of the path from which a descent is sure to find the key. */
  private int startLevel(long objectid, int type, long offset) {
    if (path[0] != null) {
      for (int level = 1; level < root.level(); level++) {
        if (covers(path[level], objectid, type, offset)) {
          return level;
        }
      }
    }
    return root.level();
  }

  private void descend(int from, int to, long objectid, int type, long offset) {
    if (path[root.level()] == null) {
      path[root.level()] = blocks.root(root);
    }
    for (int level = from; level > to; level--) {
      int slot = path[level].childSlot(objectid, type, offset);
      enter(level, slot);
    }
  }

  /**
   * Makes a slot of an inner block on the path the current one, and its child part of the path. The
   * leaf is dropped first, so that a failure half-way down leaves no gap in the path.
   */
  private void enter(int level, int slot) {
    if (level > 1) {
      path[0] = null;
    }
    if (ahead != null && level == 1) {
      ahead.entering(path[1], slot);
    }
    path[level - 1] = blocks.child(path[level], slot, root.treeId());
    slots[level] = slot;
  }

  /**
   * Moves to the first item of the next leaf.
   *
   * @return false at the end of the tree; the cursor is then behind the last item and invalid
   */
  public boolean nextLeaf() {
    TreeBlock old = leaf();
    int level = 1;
    while (level <= root.level() && slots[level] + 1 >= path[level].itemCount()) {
      level++;
    }
    if (level > root.level()) {
      slots[0] = old.itemCount();
      return false;
    }
    enter(level, slots[level] + 1);
    while (--level > 0) {
      enter(level, 0);
    }
    slots[0] = 0;
    requireAscending(old, path[0]);
    return true;
  }

  /**
   * Moves to the last item of the previous leaf; returns false and does not move if there is none.
   */
  private boolean previousLeaf() {
    TreeBlock old = leaf();
    int level = 1;
    while (level <= root.level() && slots[level] == 0) {
      level++;
    }
    if (level > root.level()) {
      return false;
    }
    enter(level, slots[level] - 1);
    while (--level > 0) {
      enter(level, path[level].itemCount() - 1);
    }
    slots[0] = path[0].itemCount() - 1;
    requireAscending(path[0], old);
    return true;
  }

  /**
   * Checks the key order across two leaves. Ascending keys make a walk finite, whatever the image.
   */
  private void requireAscending(TreeBlock left, TreeBlock right) {
    if (left.compareKey(left.itemCount() - 1, right, 0) >= 0) {
      throw new CorruptFilesystemException(
          String.format(
              "%s: leaf %s ends with key %s but the next leaf %s starts with %s",
              TreeName.of(root.treeId()),
              Long.toUnsignedString(left.address()),
              left.key(left.itemCount() - 1),
              Long.toUnsignedString(right.address()),
              right.key(0)));
    }
  }

  /** Moves to the next item; returns false at the end of the tree. */
  public boolean next() {
    if (slots[0] + 1 < leaf().itemCount()) {
      slots[0]++;
      return true;
    }
    return nextLeaf();
  }

  /** Moves to the previous item; returns false at the beginning of the tree. */
  public boolean previous() {
    if (slots[0] > 0) {
      leaf();
      slots[0]--;
      return true;
    }
    if (slots[0] == 0 && previousLeaf()) {
      return true;
    }
    slots[0] = -1;
    return false;
  }

  /** Whether the cursor is on an item. */
  public boolean valid() {
    return path[0] != null && slots[0] >= 0 && slots[0] < path[0].itemCount();
  }

  /** The leaf the cursor is in. */
  public TreeBlock leaf() {
    if (path[0] == null) {
      throw new IllegalStateException("the cursor has not searched yet");
    }
    return path[0];
  }

  /**
   * The slot in the leaf; the item count of the leaf after its last item, -1 before the first item
   * of the tree.
   */
  public int slot() {
    return slots[0];
  }

  public long objectid() {
    return leaf().objectid(slots[0]);
  }

  public int type() {
    return leaf().type(slots[0]);
  }

  /** The offset part of the current key. */
  public long offset() {
    return leaf().offset(slots[0]);
  }

  /** The leaf's bytes, which hold the item at {@link #itemStart()}; not to be modified. */
  public byte[] bytes() {
    return leaf().bytes();
  }

  public int itemStart() {
    return leaf().itemStart(slots[0]);
  }

  public int itemSize() {
    return leaf().itemSize(slots[0]);
  }
}
