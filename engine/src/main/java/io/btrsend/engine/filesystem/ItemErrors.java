package io.btrsend.engine.filesystem;

import io.btrsend.engine.CorruptFilesystemException;
import io.btrsend.engine.format.TreeName;
import io.btrsend.engine.tree.TreeBlock;

/** Creates the errors about damaged items, which name the place of the item. */
final class ItemErrors {
  private ItemErrors() {}

  static CorruptFilesystemException corrupt(TreeBlock leaf, int slot, String what) {
    return new CorruptFilesystemException(
        "item "
            + leaf.key(slot)
            + " in the tree block at logical address "
            + Long.toUnsignedString(leaf.address())
            + " of "
            + TreeName.of(leaf.owner())
            + ": "
            + what);
  }
}
