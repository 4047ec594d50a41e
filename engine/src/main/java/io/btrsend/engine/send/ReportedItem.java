package io.btrsend.engine.send;

import io.btrsend.engine.tree.TreeBlock;
import io.btrsend.engine.tree.TreeDiff.Change;

/**
 * One item that the walk found worth reporting, by the verified leaves that hold it: an immutable
 * value. Source: send semantics 3.2.
 *
 * @param change how the item differs
 * @param left leaf in the tree being sent; null for {@link Change#DELETED}
 * @param leftSlot slot in {@code left}
 * @param right leaf in the parent tree; null for {@link Change#NEW}
 * @param rightSlot slot in {@code right}
 */
record ReportedItem(Change change, TreeBlock left, int leftSlot, TreeBlock right, int rightSlot) {

  static ReportedItem newItem(TreeBlock leaf, int slot) {
    return new ReportedItem(Change.NEW, leaf, slot, null, -1);
  }

  static ReportedItem deletedItem(TreeBlock leaf, int slot) {
    return new ReportedItem(Change.DELETED, null, -1, leaf, slot);
  }

  /** The leaf that has the key: of the tree being sent if it is there, else of the parent. */
  private TreeBlock keyLeaf() {
    return left != null ? left : right;
  }

  private int keySlot() {
    return left != null ? leftSlot : rightSlot;
  }

  long objectid() {
    return keyLeaf().objectid(keySlot());
  }

  int type() {
    return keyLeaf().type(keySlot());
  }

  long offset() {
    return keyLeaf().offset(keySlot());
  }
}
