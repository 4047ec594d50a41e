package io.btrsend.engine.extent;

import io.btrsend.engine.extent.ExtentReferences.DataReference;
import io.btrsend.engine.format.FileExtentItem;
import io.btrsend.engine.format.ItemType;
import io.btrsend.engine.tree.BlockReader;
import io.btrsend.engine.tree.TreeBlock;
import io.btrsend.engine.tree.TreeCursor;

/**
 * Follows the references of an extent to the items that use it, in the kernel's order. For one
 * thread. Source: send semantics 7.8 B and C.
 */
final class ExtentUsesSearch {
  private static final long LAST_FILE_OFFSET = Long.MAX_VALUE;

  private final BlockReader blocks;
  private final SubvolumeCursors subvolumes;

  /** The leaves scanned last; neighbouring extents are used from the same few leaves. */
  private final LeafExtents[] scanned = new LeafExtents[4];

  private int nextScanned;

  /** The current extent, the references to it, and the uses found so far. */
  private long extent;

  private ExtentReferences references;
  private ExtentUses uses;

  ExtentUsesSearch(BlockReader blocks, SubvolumeCursors subvolumes) {
    this.blocks = blocks;
    this.subvolumes = subvolumes;
  }

  /** The uses of a data extent whose references were just collected. */
  ExtentUses search(long diskBytenr, ExtentReferences collected) {
    extent = diskBytenr;
    references = collected;
    uses = new ExtentUses();
    for (DataReference reference : references.dataReferences()) {
      resolve(reference);
    }
    for (int i = 0; i < references.parents().size(); i++) {
      scan(references.parents().get(i));
    }
    return uses;
  }

  /** Finds the items behind an indirect reference. */
  private void resolve(DataReference reference) {
    SubvolumeCursors.Place subvolume = subvolumes.find(reference.root());
    if (subvolume == null) {
      return;
    }
    uses.indirectReference(reference);
    TreeCursor cursor = subvolume.cursor();
    boolean on = seek(cursor, reference);
    long left = reference.count();
    while (on
        && left > 0
        && cursor.objectid() == reference.inode()
        && cursor.type() == ItemType.EXTENT_DATA) {
      TreeBlock leaf = cursor.leaf();
      int slot = cursor.slot();
      if (slot == 0 && belongsElsewhere(leaf, reference.root())) {
        on = cursor.nextLeaf();
        continue;
      }
      if (usesExtent(leaf, slot) && referenceOffset(leaf, slot) == reference.offset()) {
        left--;
        add(leaf, slot);
      }
      on = cursor.next();
    }
  }

  /**
   * Moves the cursor to the start of the scan for a reference; returns false at the end of the
   * tree.
   */
  private boolean seek(TreeCursor cursor, DataReference reference) {
    boolean negative = Long.compareUnsigned(reference.offset(), LAST_FILE_OFFSET) >= 0;
    long from = negative ? 0 : reference.offset();
    cursor.seekInLeaf(reference.inode(), ItemType.EXTENT_DATA, from);
    if (!cursor.valid() || belongsElsewhere(cursor.leaf(), reference.root())) {
      return cursor.nextLeaf();
    }
    return true;
  }

  /** Whether the items of a leaf are counted by a reference of another root. */
  private boolean belongsElsewhere(TreeBlock leaf, long root) {
    return leaf.owner() != root || references.parents().contains(leaf.address());
  }

  /** Finds the items in the leaf of a direct reference. */
  private void scan(long address) {
    uses.directReference(address);
    LeafExtents items = itemsOf(address);
    for (int i = 0; i < items.count(); i++) {
      if (items.extent(i) == extent) {
        add(items.leaf(), items.slot(i));
      }
    }
  }

  private LeafExtents itemsOf(long address) {
    for (LeafExtents known : scanned) {
      if (known != null && known.leaf().address() == address) {
        return known;
      }
    }
    LeafExtents read = new LeafExtents(blocks.read(address, 0, 0, 0));
    scanned[nextScanned] = read;
    nextScanned = (nextScanned + 1) % scanned.length;
    return read;
  }

  private boolean usesExtent(TreeBlock leaf, int slot) {
    return LeafExtents.usesExtent(leaf, slot)
        && FileExtentItem.diskBytenr(leaf.bytes(), leaf.itemStart(slot)) == extent;
  }

  private static long referenceOffset(TreeBlock leaf, int slot) {
    return leaf.offset(slot) - FileExtentItem.offset(leaf.bytes(), leaf.itemStart(slot));
  }

  private void add(TreeBlock leaf, int slot) {
    byte[] bytes = leaf.bytes();
    int at = leaf.itemStart(slot);
    long inode = leaf.objectid(slot);
    long length = FileExtentItem.numBytes(bytes, at);
    boolean plain =
        FileExtentItem.compression(bytes, at) == FileExtentItem.NONE
            && FileExtentItem.encryption(bytes, at) == 0
            && FileExtentItem.otherEncoding(bytes, at) == 0;
    if (plain) {
      long extentOffset = FileExtentItem.offset(bytes, at);
      uses.plainItem(leaf.address(), inode, leaf.offset(slot), extentOffset, length);
    } else {
      uses.encodedItem(leaf.address(), inode, leaf.offset(slot), length);
    }
  }
}
