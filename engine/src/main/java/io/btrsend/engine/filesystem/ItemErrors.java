package io.btrsend.engine.filesystem;

import io.btrsend.engine.CorruptFilesystemException;
import io.btrsend.engine.tree.TreeBlock;

/** Says of a damaged item where it is. */
final class ItemErrors {
  private ItemErrors() {}

  static CorruptFilesystemException corrupt(TreeBlock leaf, int slot, String what) {
    return new CorruptFilesystemException(
        "item "
            + leaf.key(slot)
            + " in the tree block at logical address "
            + Long.toUnsignedString(leaf.address())
            + " (tree "
            + leaf.owner()
            + "): "
            + what);
  }
}
