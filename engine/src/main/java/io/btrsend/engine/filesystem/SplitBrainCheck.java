package io.btrsend.engine.filesystem;

import io.btrsend.engine.DeviceConflictException;
import io.btrsend.engine.format.ItemType;
import io.btrsend.engine.format.ObjectId;
import io.btrsend.engine.format.RootItem;
import io.btrsend.engine.format.Superblock;
import io.btrsend.engine.tree.BlockReader;
import io.btrsend.engine.tree.TreeBlock;
import io.btrsend.engine.tree.TreeRoot;
import io.btrsend.engine.volume.Volume;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Refuses a filesystem whose devices are the halves of a mirror that were each written alone. Their
 * superblocks can be equal in every field. But every commit changes the root tree, so its blocks
 * and the root block of every tree are read from every device and compared. Opening then costs a
 * read for each copy of each of these blocks, or nothing if all metadata lies on one device.
 */
final class SplitBrainCheck {
  private final BlockReader blocks;

  /**
   * The generations of root blocks, sorted by address so that each device is read in ascending
   * order.
   */
  private final SortedMap<Long, Long> roots = new TreeMap<>(Long::compareUnsigned);

  private SplitBrainCheck(BlockReader blocks) {
    this.blocks = blocks;
  }

  /**
   * Compares the copies on the devices.
   *
   * @throws DeviceConflictException if two of them hold different sound versions of a block
   */
  static void run(Volume volume, BlockReader blocks, TreeRoot rootTree) {
    if (!volume.mirrorsMetadataOverDevices()) {
      return;
    }
    SplitBrainCheck check = new SplitBrainCheck(blocks);
    Superblock superblock = volume.superblock();
    check.roots.put(superblock.chunkRoot(), superblock.chunkRootGeneration());
    blocks.compareCopies(rootTree.address(), rootTree.generation());
    check.compareBelow(blocks.root(rootTree));
    check.roots.forEach(blocks::compareCopies);
  }

  /** Compares all blocks below one of the root tree, and notes the roots in its leaves. */
  private void compareBelow(TreeBlock block) {
    for (int slot = 0; slot < block.itemCount(); slot++) {
      if (block.level() > 0) {
        blocks.compareCopies(block.childAddress(slot), block.childGeneration(slot));
        compareBelow(blocks.child(block, slot, ObjectId.ROOT_TREE));
      } else if (block.type(slot) == ItemType.ROOT_ITEM
          && RootItem.validLength(block.itemSize(slot))) {
        int at = block.itemStart(slot);
        roots.put(RootItem.bytenr(block.bytes(), at), RootItem.generation(block.bytes(), at));
      }
    }
  }
}
