package io.btrsend.engine.tree;

/**
 * Announces the leaves that a walk will reach, many together, so that a disk with one head serves
 * them in one go. For one thread.
 */
final class LeavesAhead {
  /** Further leaves are announced when fewer than this are. */
  private static final int MIN = 64;

  private static final int MAX = 256;

  private final BlockReader blocks;
  private TreeBlock node;

  /** The leaves in slots below this have been announced. */
  private int announced;

  LeavesAhead(BlockReader blocks) {
    this.blocks = blocks;
  }

  /** The walk enters a slot of a block that refers to leaves. */
  void entering(TreeBlock parent, int slot) {
    if (!blocks.isReadingAhead()) {
      return;
    }
    if (node != parent || announced <= slot) {
      node = parent;
      announced = slot + 1;
    }
    if (announced - slot <= MIN) {
      int to = Math.min(parent.itemCount(), slot + MAX);
      while (announced < to) {
        blocks.expect(parent, announced++);
      }
    }
  }
}
