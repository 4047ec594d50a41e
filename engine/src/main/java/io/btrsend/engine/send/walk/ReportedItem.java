package io.btrsend.engine.send.walk;

import io.btrsend.engine.format.ItemType;
import io.btrsend.engine.tree.TreeBlock;
import io.btrsend.engine.tree.TreeDiff.Change;

/**
 * One item reported by the walk, with the verified leaves that hold it. Immutable. Source: send
 * semantics 3.2.
 *
 * @param change how the item differs
 * @param sent leaf in the tree being sent; null for {@link Change#DELETED}
 * @param sentSlot slot in {@code sent}
 * @param parent leaf in the parent tree; null for {@link Change#NEW}
 * @param parentSlot slot in {@code parent}
 */
public record ReportedItem(
    Change change, TreeBlock sent, int sentSlot, TreeBlock parent, int parentSlot) {

  static ReportedItem newItem(TreeBlock leaf, int slot) {
    return new ReportedItem(Change.NEW, leaf, slot, null, -1);
  }

  static ReportedItem deletedItem(TreeBlock leaf, int slot) {
    return new ReportedItem(Change.DELETED, null, -1, leaf, slot);
  }

  /**
   * The leaf with the key: that of the tree being sent if it has the key, else that of the parent.
   */
  private TreeBlock keyLeaf() {
    return sent != null ? sent : parent;
  }

  private int keySlot() {
    return sent != null ? sentSlot : parentSlot;
  }

  public long objectid() {
    return keyLeaf().objectid(keySlot());
  }

  public int type() {
    return keyLeaf().type(keySlot());
  }

  /**
   * Whether it is an extent item of the tree being sent that the parent does not have like that.
   */
  public boolean isChangedExtent() {
    return (change == Change.NEW || change == Change.CHANGED) && type() == ItemType.EXTENT_DATA;
  }

  long offset() {
    return keyLeaf().offset(keySlot());
  }
}
