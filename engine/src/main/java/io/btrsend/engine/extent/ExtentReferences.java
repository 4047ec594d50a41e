package io.btrsend.engine.extent;

import io.btrsend.engine.CorruptFilesystemException;
import io.btrsend.engine.UnsupportedFeatureException;
import io.btrsend.engine.format.ExtentItem;
import io.btrsend.engine.format.ItemType;
import io.btrsend.engine.format.LittleEndian;
import io.btrsend.engine.format.ObjectId;
import io.btrsend.engine.format.TreeName;
import io.btrsend.engine.tree.BlockReader;
import io.btrsend.engine.tree.TreeCursor;
import io.btrsend.engine.tree.TreeRoot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Reads the references to one extent or tree block from the extent tree: first their number, with
 * one search that usually stays in the same leaf, then on request the references themselves. For
 * one thread; the results are those of the last extent. Source: on-disk format 10.2 to 10.4.
 */
final class ExtentReferences {
  /** The tree that lists extents, in messages. */
  static final String TREE = TreeName.of(ObjectId.EXTENT_TREE);

  /** Extents with more references than this are not resolved (send semantics 1.3). */
  static final int MAX_REFERENCES = 1024;

  private static final int LEVEL_OF_TREE_BLOCK = ExtentItem.LENGTH + 17;

  private final TreeCursor cursor;
  private long address;
  private long count;
  private final List<DataReference> dataReferences = new ArrayList<>();
  private final References treeRoots = new References();
  private final References parents = new References();

  /** An indirect reference: {@code count} items of an inode, in leaves owned by the root. */
  record DataReference(long root, long inode, long offset, long count) {
    static final Comparator<DataReference> DESCENDING =
        (a, b) -> {
          int c = Long.compareUnsigned(b.root, a.root);
          if (c == 0) {
            c = Long.compareUnsigned(b.inode, a.inode);
          }
          return c != 0 ? c : Long.compareUnsigned(b.offset, a.offset);
        };

    boolean sameAs(DataReference other) {
      return DESCENDING.compare(this, other) == 0;
    }
  }

  /** Reads the extent tree with a cursor of its own. */
  ExtentReferences(BlockReader blocks, TreeRoot extentTree) {
    this.cursor = new TreeCursor(blocks, extentTree);
  }

  /**
   * Finds a data extent by its first byte.
   *
   * @return the number of references to it in the whole filesystem
   */
  long findData(long logical) {
    boolean found = find(logical) && cursor.type() == ItemType.EXTENT_ITEM;
    if (!found || (flags() & ExtentItem.DATA) == 0) {
      throw new CorruptFilesystemException(
          TREE + ": no data extent at " + Long.toUnsignedString(logical));
    }
    return count;
  }

  /**
   * Finds a tree block.
   *
   * @return the number of references to it; 0 if the extent tree does not list the block, which
   *     happens for a freed block that a partly deleted subvolume still points to
   */
  long findTreeBlock(long logical, int level) {
    if (!find(logical)) {
      return 0;
    }
    if ((flags() & ExtentItem.TREE_BLOCK) == 0 || level() != level) {
      throw new CorruptFilesystemException(
          String.format(
              "%s: no tree block of level %d at %s", TREE, level, Long.toUnsignedString(logical)));
    }
    return count;
  }

  private boolean find(long logical) {
    cursor.seek(logical, ItemType.EXTENT_ITEM, 0);
    if (!cursor.valid() || cursor.objectid() != logical || cursor.type() > ItemType.METADATA_ITEM) {
      return false;
    }
    address = logical;
    if (cursor.itemSize() < ExtentItem.LENGTH) {
      throw new UnsupportedFeatureException(
          place() + ": an item of the obsolete form of " + cursor.itemSize() + " bytes");
    }
    count = ExtentItem.refs(cursor.bytes(), cursor.itemStart());
    return true;
  }

  private long flags() {
    return ExtentItem.flags(cursor.bytes(), cursor.itemStart());
  }

  private long level() {
    if (cursor.type() == ItemType.METADATA_ITEM) {
      return cursor.offset();
    }
    requireLength(cursor.itemSize(), LEVEL_OF_TREE_BLOCK + 1);
    return LittleEndian.u8(cursor.bytes(), cursor.itemStart() + LEVEL_OF_TREE_BLOCK);
  }

  /**
   * Collects the references to the extent found last, of which there must be at most {@link
   * #MAX_REFERENCES}: first those inside its item, then those in separate items.
   */
  void collect() {
    dataReferences.clear();
    treeRoots.clear();
    parents.clear();
    collectInline();
    while (cursor.next() && cursor.objectid() == address) {
      collectKeyed();
    }
    treeRoots.sortDescending();
    parents.sortDescending();
    mergeDataReferences();
  }

  private void collectInline() {
    byte[] bytes = cursor.bytes();
    int start = cursor.itemStart();
    int end = start + cursor.itemSize();
    int at = ExtentItem.inlineRefs(bytes, start, cursor.type());
    while (at < end) {
      int type = ExtentItem.inlineType(bytes, at);
      int length = ExtentItem.inlineLength(type);
      if (length < 0 || length > end - at) {
        throw new CorruptFilesystemException(
            place() + ": inline reference of type " + type + ", " + (end - at) + " bytes left");
      }
      if (type == ItemType.EXTENT_DATA_REF) {
        addData(bytes, at + 1);
      } else {
        add(type, ExtentItem.inlineOffset(bytes, at));
      }
      at += length;
    }
  }

  private void collectKeyed() {
    int type = cursor.type();
    if (type == ItemType.EXTENT_DATA_REF) {
      requireLength(cursor.itemSize(), ExtentItem.DATA_REF_LENGTH);
      addData(cursor.bytes(), cursor.itemStart());
    } else {
      add(type, cursor.offset());
    }
  }

  private void addData(byte[] bytes, int at) {
    long root = ExtentItem.dataRefRoot(bytes, at);
    if (root == ObjectId.DATA_RELOC_TREE) {
      return;
    }
    dataReferences.add(
        new DataReference(
            root,
            ExtentItem.dataRefObjectid(bytes, at),
            ExtentItem.dataRefOffset(bytes, at),
            ExtentItem.dataRefCount(bytes, at)));
    requireExpected(dataReferences.size());
  }

  /** Adds a reference that consists of one number; types that do not concern files are skipped. */
  private void add(int type, long number) {
    if (type == ItemType.TREE_BLOCK_REF) {
      treeRoots.add(number);
    } else if (type == ItemType.SHARED_BLOCK_REF || type == ItemType.SHARED_DATA_REF) {
      parents.add(number);
    }
    requireExpected(treeRoots.size() + parents.size());
  }

  private void mergeDataReferences() {
    if (dataReferences.size() < 2) {
      return;
    }
    dataReferences.sort(DataReference.DESCENDING);
    int merged = 0;
    for (int i = 1; i < dataReferences.size(); i++) {
      DataReference last = dataReferences.get(merged);
      DataReference next = dataReferences.get(i);
      if (last.sameAs(next)) {
        long sum = last.count + next.count;
        dataReferences.set(merged, new DataReference(last.root, last.inode, last.offset, sum));
      } else {
        dataReferences.set(++merged, next);
      }
    }
    dataReferences.subList(merged + 1, dataReferences.size()).clear();
  }

  /**
   * Indirect references to a data extent, with the counts of equal ones added, in descending order.
   */
  List<DataReference> dataReferences() {
    return dataReferences;
  }

  /** Ids of the trees that refer to a tree block by their id, in descending order. */
  References treeRoots() {
    return treeRoots;
  }

  /**
   * Addresses of the blocks that refer to the extent directly, in descending order: leaves with its
   * items for a data extent, inner blocks one level up for a tree block.
   */
  References parents() {
    return parents;
  }

  private void requireExpected(int collected) {
    if (collected > count) {
      throw new CorruptFilesystemException(
          place() + ": more references than the " + count + " it counts");
    }
  }

  private void requireLength(int length, int expected) {
    if (length < expected) {
      throw new CorruptFilesystemException(
          String.format(
              "%s: item %s of %d bytes", place(), cursor.leaf().key(cursor.slot()), length));
    }
  }

  private String place() {
    return TREE + ": extent " + Long.toUnsignedString(address);
  }
}
