package io.btrsend.engine.extent;

import io.btrsend.engine.CorruptFilesystemException;
import io.btrsend.engine.format.FileExtentItem;
import io.btrsend.engine.format.ItemType;
import io.btrsend.engine.tree.TreeBlock;
import java.util.Arrays;

/**
 * The items of one leaf that use data extents, by extent. A leaf that several snapshots share is
 * scanned for each extent that it refers to. Most of its items are of other types; with this list
 * they are read only once. Immutable.
 */
final class LeafExtents {
  private final TreeBlock leaf;
  private final long[] extents;
  private final int[] slots;

  /** Reads a leaf, whose items may be of any content. */
  LeafExtents(TreeBlock leaf) {
    long[] found = new long[leaf.itemCount()];
    int[] at = new int[found.length];
    int count = 0;
    for (int slot = 0; slot < found.length; slot++) {
      if (leaf.type(slot) == ItemType.EXTENT_DATA && usesExtent(leaf, slot)) {
        found[count] = FileExtentItem.diskBytenr(leaf.bytes(), leaf.itemStart(slot));
        at[count++] = slot;
      }
    }
    this.leaf = leaf;
    this.extents = Arrays.copyOf(found, count);
    this.slots = Arrays.copyOf(at, count);
  }

  /** Whether an EXTENT_DATA item refers to an extent; a hole counts as the extent at 0. */
  static boolean usesExtent(TreeBlock leaf, int slot) {
    int at = leaf.itemStart(slot);
    int size = leaf.itemSize(slot);
    if (size >= FileExtentItem.INLINE_DATA
        && FileExtentItem.type(leaf.bytes(), at) == FileExtentItem.INLINE) {
      return false;
    }
    if (size != FileExtentItem.LENGTH) {
      throw new CorruptFilesystemException(
          String.format(
              "leaf %s: extent item %s of %d bytes",
              Long.toUnsignedString(leaf.address()), leaf.key(slot), size));
    }
    return true;
  }

  TreeBlock leaf() {
    return leaf;
  }

  /** The number of items that use extents. */
  int count() {
    return slots.length;
  }

  /** The extent that an item uses. */
  long extent(int index) {
    return extents[index];
  }

  /** The slot of an item. */
  int slot(int index) {
    return slots[index];
  }
}
