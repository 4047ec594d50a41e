package io.btrsend.engine.tree;

/**
 * Announces the leaves of one tree that hold given keys. Reads inner blocks only. For one thread.
 */
public final class ExpectedLeaves {
  private final BlockReader blocks;
  private final TreeRoot root;
  private final TreeCursor cursor;
  private TreeBlock lastParent;
  private int lastSlot;

  public ExpectedLeaves(BlockReader blocks, TreeRoot root) {
    this.blocks = blocks;
    this.root = root;
    this.cursor = new TreeCursor(blocks, root);
  }

  /**
   * Announces the leaf that holds a key, unless it is the one announced last.
   *
   * @throws io.btrsend.engine.EngineException if an inner block cannot be read
   */
  public void expect(long objectid, int type, long offset) {
    if (root.level() == 0) {
      return;
    }
    TreeBlock parent = cursor.blockOnPath(1, objectid, type, offset);
    int slot = parent.childSlot(objectid, type, offset);
    if (parent != lastParent || slot != lastSlot) {
      lastParent = parent;
      lastSlot = slot;
      blocks.expect(parent, slot);
    }
  }
}
