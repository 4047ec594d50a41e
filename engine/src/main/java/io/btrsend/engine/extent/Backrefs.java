package io.btrsend.engine.extent;

import io.btrsend.engine.CorruptFilesystemException;
import io.btrsend.engine.ImageAccessException;
import io.btrsend.engine.MissingDeviceException;
import io.btrsend.engine.extent.ExtentReferences.DataReference;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.format.ObjectId;
import io.btrsend.engine.tree.BlockReader;
import io.btrsend.engine.tree.TreeRoot;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongFunction;

/**
 * Finds all uses of a data extent in the kernel's order and returns them as a {@link BackrefPlan}.
 *
 * <p>Cost: most extents have one reference, and a send without other clone roots needs nothing more
 * about them; that takes one search in the extent tree, close to the previous one. Otherwise each
 * reference takes a search in the subvolume that it names, and each leaf found there a walk up to
 * its roots, whose upper part is cached ({@link LeafRoots}). An extent with 1024 references, the
 * maximum that is followed, can take 1024 searches. So the uses of extents that occur in several
 * places of a file are kept for the requests about their other pieces. An extent that is only
 * shared by snapshots occurs once in each and is requested once.
 *
 * <p>For one thread: each worker has its own. Plans depend on the trees alone and can be made in
 * any order. Source: send semantics 7.8 A to E.
 */
public final class Backrefs {
  /** The maximum size of the kept uses, in uses of about 40 bytes. */
  private static final int MAX_KEPT = 1 << 15;

  /** Null if the extent tree cannot be found, which is then tolerated. */
  private final ExtentReferences references;

  private final ExtentUsesSearch search;
  private final LongFunction<long[]> rootsOf;

  /** Uses by extent, in order of access, most recent last. */
  private final Map<Long, ExtentUses> kept = new LinkedHashMap<>(16, 0.75f, true);

  private int keptSize;

  private final boolean toleratesDamage;

  public Backrefs(Filesystem filesystem) {
    this.toleratesDamage = filesystem.toleratesDamage();
    BlockReader blocks = filesystem.blocks();
    if (toleratesDamage && filesystem.findTree(ObjectId.EXTENT_TREE).isEmpty()) {
      references = null;
      search = null;
      rootsOf = null;
      return;
    }
    TreeRoot extentTree = filesystem.tree(ObjectId.EXTENT_TREE);
    SubvolumeCursors subvolumes = new SubvolumeCursors(blocks, filesystem::findTree);
    this.references = new ExtentReferences(blocks, extentTree);
    this.search = new ExtentUsesSearch(blocks, subvolumes);
    // Tree blocks lie elsewhere than data: with one cursor for both, neither would stay in its
    // leaf.
    ExtentReferences treeBlocks = new ExtentReferences(blocks, extentTree);
    this.rootsOf = new LeafRoots(blocks, treeBlocks, subvolumes)::rootsOf;
  }

  /**
   * Plans the walk over all uses of an extent.
   *
   * @param diskBytenr logical address of the extent
   * @param cloneRootCount the number of clone roots of the send
   * @param leafOwner owner field of the leaf with the current item
   * @param inode the current inode
   * @param itemFileOffset key offset of the current item
   * @param itemExtentOffset extent offset of the current item
   * @param pos the position in the extent that users must cover: the item's extent offset if it is
   *     not compressed, else 0
   * @return {@link BackrefPlan#NONE} if there are no candidates
   * @throws CorruptFilesystemException if the extent tree or a tree it leads to is damaged, unless
   *     the filesystem tolerates that; there are no candidates then
   */
  public BackrefPlan plan(
      long diskBytenr,
      int cloneRootCount,
      long leafOwner,
      long inode,
      long itemFileOffset,
      long itemExtentOffset,
      long pos) {
    if (references == null) {
      return BackrefPlan.NONE;
    }
    try {
      return search(
          diskBytenr, cloneRootCount, leafOwner, inode, itemFileOffset, itemExtentOffset, pos);
    } catch (CorruptFilesystemException | MissingDeviceException | ImageAccessException e) {
      if (toleratesDamage) {
        return BackrefPlan.NONE;
      }
      throw e;
    }
  }

  private BackrefPlan search(
      long diskBytenr,
      int cloneRootCount,
      long leafOwner,
      long inode,
      long itemFileOffset,
      long itemExtentOffset,
      long pos) {
    boolean alone = cloneRootCount == 1;
    ExtentUses uses = kept.get(diskBytenr);
    if (uses == null) {
      long count = references.findData(diskBytenr);
      if ((count == 1 && alone)
          || Long.compareUnsigned(count, ExtentReferences.MAX_REFERENCES) > 0) {
        return BackrefPlan.NONE;
      }
      references.collect();
      uses = search.search(diskBytenr, references);
      if (uses.hasSeveralPlaces()) {
        keep(diskBytenr, uses);
      }
    }
    DataReference own =
        alone ? new DataReference(leafOwner, inode, itemFileOffset - itemExtentOffset, 1) : null;
    BackrefPlanBuilder builder = new BackrefPlanBuilder();
    uses.addCovering(pos, own, builder);
    return builder.build(rootsOf);
  }

  private void keep(long diskBytenr, ExtentUses uses) {
    kept.put(diskBytenr, uses);
    keptSize += uses.size();
    Iterator<ExtentUses> oldest = kept.values().iterator();
    while (keptSize > MAX_KEPT) {
      keptSize -= oldest.next().size();
      oldest.remove();
    }
  }
}
