package io.btrsend.engine.hostile;

import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.format.ItemType;
import io.btrsend.engine.format.LittleEndian;
import io.btrsend.engine.format.ObjectId;
import io.btrsend.engine.format.Superblock;
import io.btrsend.engine.testing.WritableImages;
import io.btrsend.engine.testing.WritableImages.Place;
import io.btrsend.engine.tree.BlockReader;
import io.btrsend.engine.tree.TreeBlock;
import io.btrsend.engine.tree.TreeRoot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All tree blocks of a sound filesystem that are in use, and where the images hold them. */
final class LiveBlocks {
  private static final int BYTENR = 48;

  private final BlockReader reader;
  private final Map<Long, LiveBlock> byAddress = new LinkedHashMap<>();
  private final Map<Long, List<LiveBlock>> byTree = new LinkedHashMap<>();

  private LiveBlocks(BlockReader reader) {
    this.reader = reader;
  }

  static LiveBlocks of(Filesystem filesystem, WritableImages images) throws IOException {
    LiveBlocks live = new LiveBlocks(filesystem.blocks());
    Superblock superblock = filesystem.volume().superblock();
    live.addTree(
        new TreeRoot(
            ObjectId.CHUNK_TREE,
            superblock.chunkRoot(),
            superblock.chunkRootGeneration(),
            superblock.chunkRootLevel()));
    live.addTree(filesystem.tree(ObjectId.ROOT_TREE));
    for (LiveBlock block : List.copyOf(live.byTree.get(ObjectId.ROOT_TREE))) {
      live.addTreesOf(block.block(), filesystem);
    }
    live.locate(images, filesystem.volume().nodeSize());
    return live;
  }

  private void addTreesOf(TreeBlock rootTreeBlock, Filesystem filesystem) {
    for (int slot = 0; rootTreeBlock.level() == 0 && slot < rootTreeBlock.itemCount(); slot++) {
      if (rootTreeBlock.type(slot) == ItemType.ROOT_ITEM) {
        Optional<TreeRoot> root = filesystem.findTree(rootTreeBlock.objectid(slot));
        root.ifPresent(this::addTree);
      }
    }
  }

  private void addTree(TreeRoot root) {
    add(reader.root(root), root.treeId(), null, 0);
  }

  private void add(TreeBlock block, long treeId, LiveBlock parent, int slot) {
    if (byAddress.containsKey(block.address())) {
      return;
    }
    LiveBlock live = new LiveBlock(block, treeId, parent, slot, new ArrayList<>());
    byAddress.put(block.address(), live);
    byTree.computeIfAbsent(treeId, id -> new ArrayList<>()).add(live);
    for (int child = 0; block.level() > 0 && child < block.itemCount(); child++) {
      add(reader.child(block, child, treeId), treeId, live, child);
    }
  }

  private void locate(WritableImages images, int nodeSize) throws IOException {
    for (Place place : images.sectorsInUse()) {
      byte[] head = images.read(place, BYTENR + 8);
      LiveBlock live = head.length < BYTENR + 8 ? null : byAddress.get(u64(head));
      if (live != null && Arrays.equals(images.read(place, nodeSize), live.block().bytes())) {
        live.copies().add(place);
      }
    }
    byAddress.values().removeIf(live -> live.copies().isEmpty());
    byTree.values().forEach(blocks -> blocks.removeIf(live -> live.copies().isEmpty()));
    byTree.values().removeIf(List::isEmpty);
  }

  private static long u64(byte[] head) {
    return LittleEndian.u64(head, BYTENR);
  }

  /** The ids of the trees that have blocks. */
  List<Long> trees() {
    return List.copyOf(byTree.keySet());
  }

  /** The blocks that were first found in a tree. */
  List<LiveBlock> of(long treeId) {
    return byTree.getOrDefault(treeId, List.of());
  }

  /** The ids of the trees that a send reads; the others are of use only as wrong turns. */
  List<Long> treesThatMatter() {
    return byTree.keySet().stream().filter(LiveBlocks::matters).toList();
  }

  private static boolean matters(long treeId) {
    return (treeId <= ObjectId.CHUNK_TREE && treeId > 0)
        || treeId == ObjectId.CSUM_TREE
        || treeId == ObjectId.RAID_STRIPE_TREE
        || ObjectId.isSubvolume(treeId);
  }

  /** All of them. */
  List<LiveBlock> all() {
    return List.copyOf(byAddress.values());
  }
}
