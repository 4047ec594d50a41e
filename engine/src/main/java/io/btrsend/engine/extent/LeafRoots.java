package io.btrsend.engine.extent;

import io.btrsend.engine.CorruptFilesystemException;
import io.btrsend.engine.cache.LruMap;
import io.btrsend.engine.format.TreeName;
import io.btrsend.engine.tree.BlockReader;
import io.btrsend.engine.tree.TreeBlock;

/**
 * Finds the subvolumes that reach a leaf by following the references in the extent tree upwards,
 * block by block. The referrers of each block are cached, so the next leaf of the same subvolume
 * costs one search in the extent tree. For one thread; the caches are bounded. Source: send
 * semantics 7.8 E.
 */
final class LeafRoots {
  private static final int MAX_REMEMBERED = 8192;

  private static final int MAX_LEVEL = 7;

  private final BlockReader blocks;
  private final ExtentReferences references;
  private final SubvolumeCursors subvolumes;
  private final LruMap<Long, long[]> rootsByLeaf = new LruMap<>(MAX_REMEMBERED);
  private final LruMap<Long, Referrers> referrersByBlock = new LruMap<>(MAX_REMEMBERED);

  /** The trees whose root block is this block, and the blocks that point to it, both in order. */
  private record Referrers(References roots, References parents) {
    static final Referrers NONE = new Referrers(new References(), new References());
  }

  /** Moves the given references and cursors, which belong to the same thread. */
  LeafRoots(BlockReader blocks, ExtentReferences references, SubvolumeCursors subvolumes) {
    this.blocks = blocks;
    this.references = references;
    this.subvolumes = subvolumes;
  }

  /** Ids of the subvolumes that reach a leaf, in the kernel's order; not to be modified. */
  long[] rootsOf(long leaf) {
    long[] known = rootsByLeaf.get(leaf);
    if (known == null) {
      known = rootsOf(leaf, 0);
      rootsByLeaf.put(leaf, known);
    }
    return known;
  }

  /**
   * Ids of the subvolumes that reach a block of any level. Goes up level by level; each block is
   * visited once, however many paths lead to it.
   */
  long[] rootsOf(long block, int levelOfBlock) {
    References roots = new References();
    References blocksOfLevel = new References();
    blocksOfLevel.add(block);
    for (int level = levelOfBlock; blocksOfLevel.size() > 0; level++) {
      if (level > MAX_LEVEL) {
        throw new CorruptFilesystemException(
            String.format(
                "%s: tree block %s lies above level %d of the trees with block %s",
                ExtentReferences.TREE,
                Long.toUnsignedString(blocksOfLevel.get(0)),
                MAX_LEVEL,
                Long.toUnsignedString(block)));
      }
      References above = new References();
      for (int i = 0; i < blocksOfLevel.size(); i++) {
        Referrers referrers = referrersOf(new Step(blocksOfLevel.get(i), level));
        roots.addAllOnce(referrers.roots);
        above.addAllOnce(referrers.parents);
      }
      blocksOfLevel = above;
    }
    return roots.toArray();
  }

  /** A block on the way up. */
  private record Step(long address, int level) {}

  private Referrers referrersOf(Step block) {
    Referrers known = referrersByBlock.get(block.address);
    if (known == null) {
      known = readReferrers(block);
      referrersByBlock.put(block.address, known);
    }
    return known;
  }

  private Referrers readReferrers(Step block) {
    long count = references.findTreeBlock(block.address, block.level);
    if (count == 0 || Long.compareUnsigned(count, ExtentReferences.MAX_REFERENCES) > 0) {
      return Referrers.NONE;
    }
    references.collect();
    Referrers referrers = new Referrers(new References(), new References());
    for (int i = 0; i < references.treeRoots().size(); i++) {
      addReferrer(block, subvolumes.find(references.treeRoots().get(i)), referrers);
    }
    for (int i = 0; i < references.parents().size(); i++) {
      long parent = references.parents().get(i);
      // The root block of a relocation tree has itself as parent.
      if (parent != block.address) {
        referrers.parents.addOnce(parent);
      }
    }
    return referrers;
  }

  private void addReferrer(Step block, SubvolumeCursors.Place subvolume, Referrers referrers) {
    if (subvolume == null) {
      return;
    }
    if (subvolume.tree().level() == block.level) {
      referrers.roots.addOnce(subvolume.tree().treeId());
      return;
    }
    if (subvolume.tree().level() < block.level) {
      throw new CorruptFilesystemException(
          String.format(
              "%s: tree block %s of level %d belongs to %s, whose root has level %d",
              ExtentReferences.TREE,
              Long.toUnsignedString(block.address),
              block.level,
              TreeName.of(subvolume.tree().treeId()),
              subvolume.tree().level()));
    }
    TreeBlock read = blocks.read(block.address, block.level, 0, subvolume.tree().treeId());
    TreeBlock parent =
        subvolume
            .cursor()
            .blockOnPath(block.level + 1, read.objectid(0), read.type(0), read.offset(0));
    referrers.parents.addOnce(parent.address());
  }
}
