package io.btrsend.engine.extent;

import io.btrsend.engine.CorruptFilesystemException;
import io.btrsend.engine.extent.ExtentReferences.DataReference;
import io.btrsend.engine.format.FileExtentItem;
import io.btrsend.engine.format.ItemType;
import io.btrsend.engine.format.ObjectId;
import io.btrsend.engine.subvolume.Filesystem;
import io.btrsend.engine.tree.BlockReader;
import io.btrsend.engine.tree.TreeBlock;
import io.btrsend.engine.tree.TreeCursor;
import io.btrsend.engine.tree.TreeRoot;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * Finds everything that uses a data extent, in the order in which the kernel finds it, as a {@link
 * BackrefPlan}.
 *
 * <p>Most extents have one reference, and of those a send without other clone roots wants to know
 * no more: such a question costs one search in the extent tree, next to the one before. Otherwise
 * each reference costs a search in the subvolume it names, and each leaf found there the way up to
 * its roots, of which the upper part is remembered ({@link LeafRoots}). An extent of 1024
 * references, the most that is looked at, can cost as many searches.
 *
 * <p>For one thread: each worker has its own. Plans depend on the trees alone and can be made in
 * any order. Source: send semantics 7.8 A to E.
 */
public final class Backrefs {
  private static final long NO_OFFSET = Long.MAX_VALUE;

  private final BlockReader blocks;
  private final ExtentReferences references;
  private final SubvolumeCursors subvolumes;
  private final LeafRoots leafRoots;

  /** The extent being looked for, and the position in it that its users must cover. */
  private long extent;

  private long position;
  private BackrefPlanBuilder builder;

  public Backrefs(Filesystem filesystem) {
    this(filesystem.blocks(), filesystem.tree(ObjectId.EXTENT_TREE), filesystem::findTree);
  }

  private Backrefs(
      BlockReader blocks, TreeRoot extentTree, LongFunction<Optional<TreeRoot>> trees) {
    this.blocks = blocks;
    this.references = new ExtentReferences(blocks, extentTree);
    this.subvolumes = new SubvolumeCursors(blocks, trees);
    // Going up happens while the references of the extent are still in use.
    this.leafRoots = new LeafRoots(blocks, new ExtentReferences(blocks, extentTree), subvolumes);
  }

  /**
   * The walk over all that uses an extent.
   *
   * @param diskBytenr logical address of the extent
   * @param cloneRootCount how many clone roots the send has
   * @param leafOwner owner field of the leaf that holds the current item
   * @param inode the current inode
   * @param itemFileOffset key offset of the current item
   * @param itemExtentOffset extent offset of the current item
   * @param pos the position in the extent that users must cover: the item's extent offset if it is
   *     not compressed, else 0
   * @return {@link BackrefPlan#NONE} if there are no candidates
   * @throws CorruptFilesystemException if the extent tree or a tree it leads to is damaged
   */
  public BackrefPlan plan(
      long diskBytenr,
      int cloneRootCount,
      long leafOwner,
      long inode,
      long itemFileOffset,
      long itemExtentOffset,
      long pos) {
    long count = references.findData(diskBytenr);
    if ((count == 1 && cloneRootCount == 1)
        || Long.compareUnsigned(count, ExtentReferences.MOST_REFERENCES) > 0) {
      return BackrefPlan.NONE;
    }
    references.collect();
    extent = diskBytenr;
    position = pos;
    builder = new BackrefPlanBuilder();
    DataReference own =
        new DataReference(leafOwner, inode, itemFileOffset - itemExtentOffset, count);
    for (DataReference reference : references.dataReferences()) {
      if (cloneRootCount != 1 || !reference.sameAs(own)) {
        resolve(reference);
      }
    }
    for (int i = 0; i < references.parents().size(); i++) {
      scan(references.parents().get(i));
    }
    return builder.build(leafRoots::rootsOf);
  }

  /** Finds the items behind an indirect reference. */
  private void resolve(DataReference reference) {
    SubvolumeCursors.Entry subvolume = subvolumes.find(reference.root());
    if (subvolume == null) {
      return;
    }
    builder.indirectReference();
    TreeCursor cursor = subvolume.cursor();
    boolean on = seek(cursor, reference);
    long left = reference.count();
    while (on
        && left > 0
        && cursor.objectid() == reference.inode()
        && cursor.type() == ItemType.EXTENT_DATA) {
      if (cursor.slot() == 0 && belongsElsewhere(cursor.leaf(), reference.root())) {
        on = cursor.nextLeaf();
        continue;
      }
      TreeBlock leaf = cursor.leaf();
      if (usesExtent(leaf, cursor.slot())
          && referenceOffset(leaf, cursor.slot()) == reference.offset()) {
        left--;
        addIfCovering(leaf, cursor.slot());
      }
      on = cursor.next();
    }
  }

  /** Goes where the scan for a reference starts; false if that is the end of the tree. */
  private boolean seek(TreeCursor cursor, DataReference reference) {
    boolean negative = Long.compareUnsigned(reference.offset(), NO_OFFSET) >= 0;
    cursor.seekInLeaf(reference.inode(), ItemType.EXTENT_DATA, negative ? 0 : reference.offset());
    if (!cursor.valid() || belongsElsewhere(cursor.leaf(), reference.root())) {
      return cursor.nextLeaf();
    }
    return true;
  }

  /** Whether the items of a leaf are counted by another reference than one of this root. */
  private boolean belongsElsewhere(TreeBlock leaf, long root) {
    return leaf.owner() != root || references.parents().contains(leaf.address());
  }

  /** Finds the items in the leaf of a direct reference. */
  private void scan(long address) {
    builder.directReference(address);
    TreeBlock leaf = blocks.read(address, 0, 0, 0);
    for (int slot = 0; slot < leaf.itemCount(); slot++) {
      if (leaf.type(slot) == ItemType.EXTENT_DATA && usesExtent(leaf, slot)) {
        addIfCovering(leaf, slot);
      }
    }
  }

  private boolean usesExtent(TreeBlock leaf, int slot) {
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
    return FileExtentItem.diskBytenr(leaf.bytes(), at) == extent;
  }

  private static long referenceOffset(TreeBlock leaf, int slot) {
    return leaf.offset(slot) - FileExtentItem.offset(leaf.bytes(), leaf.itemStart(slot));
  }

  /** The position filter of 7.8 B, and the offset of 7.7. */
  private void addIfCovering(TreeBlock leaf, int slot) {
    byte[] bytes = leaf.bytes();
    int at = leaf.itemStart(slot);
    long length = FileExtentItem.numBytes(bytes, at);
    long offset = leaf.offset(slot);
    if (isPlain(bytes, at)) {
      long into = position - FileExtentItem.offset(bytes, at);
      if (Long.compareUnsigned(into, length) >= 0) {
        return;
      }
      offset += into;
    }
    builder.element(leaf.address(), leaf.objectid(slot), offset, length);
  }

  private static boolean isPlain(byte[] bytes, int at) {
    return FileExtentItem.compression(bytes, at) == FileExtentItem.NONE
        && FileExtentItem.encryption(bytes, at) == 0
        && FileExtentItem.otherEncoding(bytes, at) == 0;
  }
}
