package io.btrsend.engine.filesystem;

import io.btrsend.engine.CorruptFilesystemException;
import io.btrsend.engine.format.RootItem;
import io.btrsend.engine.format.TreeName;
import io.btrsend.engine.tree.TreeBlock;
import io.btrsend.engine.tree.TreeCursor;
import io.btrsend.engine.tree.TreeRoot;
import io.btrsend.engine.volume.Volume;

/** Validates a ROOT_ITEM before its fields are used. Source: on-disk format 6.1. */
public final class RootItems {
  private static final int MAX_LEVEL = 7;

  private final long sectorMask;
  private final long latest;

  public RootItems(Volume volume) {
    this.sectorMask = volume.sectorSize() - 1L;
    this.latest = volume.superblock().generation() + 1;
  }

  /** Where the tree of the ROOT_ITEM under the cursor starts. */
  TreeRoot root(TreeCursor cursor) {
    return root(cursor.leaf(), cursor.slot());
  }

  /**
   * Where the tree of the ROOT_ITEM in a slot of a leaf starts.
   *
   * @throws CorruptFilesystemException if the item contradicts itself
   */
  public TreeRoot root(TreeBlock leaf, int slot) {
    long id = leaf.objectid(slot);
    byte[] bytes = leaf.bytes();
    int at = leaf.itemStart(slot);
    int size = leaf.itemSize(slot);
    require(id, RootItem.validLength(size), "has a wrong size of " + size);
    long address = RootItem.bytenr(bytes, at);
    int level = RootItem.level(bytes, at);
    long generation = RootItem.generation(bytes, at);
    require(
        id, address != 0 && (address & sectorMask) == 0, "has no valid address of a root block");
    require(
        id,
        level <= MAX_LEVEL && RootItem.dropLevel(bytes, at) <= MAX_LEVEL,
        "has level " + level + ", expected at most " + MAX_LEVEL);
    require(
        id,
        Long.compareUnsigned(generation, latest) <= 0
            && Long.compareUnsigned(RootItem.lastSnapshot(bytes, at), latest) <= 0,
        "is newer than the filesystem");
    return new TreeRoot(id, address, generation, level);
  }

  private static void require(long id, boolean holds, String problem) {
    if (!holds) {
      throw new CorruptFilesystemException("root item of " + TreeName.of(id) + ": " + problem);
    }
  }
}
