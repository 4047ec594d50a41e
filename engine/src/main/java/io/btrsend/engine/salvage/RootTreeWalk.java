package io.btrsend.engine.salvage;

import io.btrsend.engine.EngineException;
import io.btrsend.engine.filesystem.RootItems;
import io.btrsend.engine.format.IncompatFeature;
import io.btrsend.engine.format.ItemType;
import io.btrsend.engine.format.ObjectId;
import io.btrsend.engine.format.RootItem;
import io.btrsend.engine.format.TreeName;
import io.btrsend.engine.tree.BlockReader;
import io.btrsend.engine.tree.TreeBlock;
import io.btrsend.engine.tree.TreeRoot;
import io.btrsend.engine.volume.Volume;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads all blocks of a root tree and the root blocks of the trees that a send needs, past those
 * that cannot be read. Memory does not grow with the tree. Key ranges of children are checked, so
 * no block is read twice and the walk ends, whatever the image. Source: on-disk format 6.
 */
final class RootTreeWalk {
  /** Of many subvolumes that are lost, so many are named. */
  private static final int MAX_NAMED = 8;

  private final BlockReader blocks;
  private final RootItems rootItems;

  /** The trees besides subvolumes that were not come across yet. */
  private final Set<Long> needed = new LinkedHashSet<>();

  private final List<String> problems = new ArrayList<>();

  /** The last ROOT_ITEM of the current id; others of the id come before it and do not count. */
  private TreeBlock pendingLeaf;

  private int pendingSlot;
  private long lostBlocks;
  private long lostSubvolumes;
  private long subvolumes;
  private long time = Long.MIN_VALUE;

  RootTreeWalk(Volume volume, BlockReader blocks) {
    this.blocks = blocks;
    this.rootItems = new RootItems(volume);
    needed.add(ObjectId.EXTENT_TREE);
    needed.add(ObjectId.FS_TREE);
    needed.add(ObjectId.CSUM_TREE);
    if (volume.superblock().has(IncompatFeature.RAID_STRIPE_TREE)) {
      needed.add(ObjectId.RAID_STRIPE_TREE);
    }
  }

  /**
   * Walks the tree.
   *
   * @param isRecorded whether a superblock says that this is the root; else the tree has to have
   *     its last entry too, since its first leaf alone would look complete
   * @throws EngineException if its root block cannot be read
   */
  void run(TreeRoot root, boolean isRecorded) {
    if (!isRecorded) {
      needed.add(ObjectId.DATA_RELOC_TREE);
    }
    walk(blocks.root(root));
    endTree();
    if (lostBlocks > 0) {
      problems.add(0, "the root tree lacks " + counted(lostBlocks, "block"));
    }
    for (long id : needed) {
      problems.add("the root tree has no entry of " + TreeName.of(id));
    }
    if (lostSubvolumes > MAX_NAMED) {
      problems.add("and the trees of " + counted(lostSubvolumes - MAX_NAMED, "more subvolume"));
    }
  }

  private static String counted(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }

  private void walk(TreeBlock block) {
    for (int slot = 0; slot < block.itemCount(); slot++) {
      if (block.level() == 0) {
        visit(block, slot);
        continue;
      }
      TreeBlock child;
      try {
        child = blocks.child(block, slot, ObjectId.ROOT_TREE);
      } catch (EngineException unreadable) {
        lostBlocks++;
        continue;
      }
      walk(child);
    }
  }

  private void visit(TreeBlock leaf, int slot) {
    if (leaf.type(slot) != ItemType.ROOT_ITEM) {
      return;
    }
    if (pendingLeaf != null && pendingLeaf.objectid(pendingSlot) != leaf.objectid(slot)) {
      endTree();
    }
    pendingLeaf = leaf;
    pendingSlot = slot;
  }

  private void endTree() {
    if (pendingLeaf == null) {
      return;
    }
    TreeBlock leaf = pendingLeaf;
    pendingLeaf = null;
    long id = leaf.objectid(pendingSlot);
    boolean wanted = needed.remove(id);
    if (ObjectId.isSubvolume(id)) {
      visitSubvolume(leaf);
    } else if (wanted) {
      String problem = rootProblem(leaf);
      if (problem != null) {
        problems.add(problem);
      }
    }
  }

  private void visitSubvolume(TreeBlock leaf) {
    byte[] bytes = leaf.bytes();
    int at = leaf.itemStart(pendingSlot);
    int size = leaf.itemSize(pendingSlot);
    boolean isValid = RootItem.validLength(size);
    if (isValid
        && (RootItem.refs(bytes, at) == 0 || RootItem.dropProgressObjectid(bytes, at) != 0)) {
      return;
    }
    if (isValid && RootItem.extended(bytes, at, size)) {
      time = Math.max(time, RootItem.changeTime(bytes, at));
    }
    String problem = rootProblem(leaf);
    if (problem == null) {
      subvolumes++;
    } else if (lostSubvolumes++ < MAX_NAMED) {
      problems.add(problem);
    }
  }

  /** Why the root block of the pending tree cannot be read; null if it can. */
  private String rootProblem(TreeBlock leaf) {
    try {
      blocks.root(rootItems.root(leaf, pendingSlot));
      return null;
    } catch (EngineException e) {
      return e.getMessage();
    }
  }

  List<String> problems() {
    return problems;
  }

  long subvolumes() {
    return subvolumes;
  }

  /** When a subvolume was last changed; null if no item says so, or none that a clock can show. */
  Instant time() {
    return time < Instant.MIN.getEpochSecond() || time > Instant.MAX.getEpochSecond()
        ? null
        : Instant.ofEpochSecond(time);
  }
}
