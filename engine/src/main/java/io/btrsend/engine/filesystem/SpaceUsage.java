package io.btrsend.engine.filesystem;

import io.btrsend.engine.CorruptFilesystemException;
import io.btrsend.engine.format.BlockGroupItem;
import io.btrsend.engine.format.ItemType;
import io.btrsend.engine.format.ObjectId;
import io.btrsend.engine.tree.TreeCursor;
import io.btrsend.engine.tree.TreeRoot;
import io.btrsend.engine.volume.Chunk;
import io.btrsend.engine.volume.RaidProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The space of all chunks of one type, allocated and in use.
 *
 * @param type block group type and profile bits, see {@link io.btrsend.engine.format.ChunkItem}
 * @param allocated bytes of logical space
 * @param used bytes of logical space in use
 * @param onDevices bytes that the chunks occupy on devices, including copies and parity
 */
public record SpaceUsage(
    long type, RaidProfile profile, long allocated, long used, long onDevices) {

  private SpaceUsage plus(SpaceUsage other) {
    return new SpaceUsage(
        type, profile, allocated + other.allocated, used + other.used, onDevices + other.onDevices);
  }

  /**
   * One entry for each type of chunk, by type.
   *
   * @throws CorruptFilesystemException if the tree of block groups is damaged
   */
  public static List<SpaceUsage> of(Filesystem filesystem) {
    TreeRoot root =
        filesystem
            .findTree(ObjectId.BLOCK_GROUP_TREE)
            .orElseGet(() -> filesystem.tree(ObjectId.EXTENT_TREE));
    TreeCursor cursor = new TreeCursor(filesystem.blocks(), root);
    Map<Long, SpaceUsage> byType = new TreeMap<>();
    for (Chunk chunk : filesystem.volume().chunks()) {
      SpaceUsage usage =
          new SpaceUsage(
              chunk.type(),
              chunk.profile(),
              chunk.length(),
              used(cursor, chunk),
              chunk.stripeBytes() * chunk.devices().size());
      byType.merge(chunk.type(), usage, SpaceUsage::plus);
    }
    return new ArrayList<>(byType.values());
  }

  private static long used(TreeCursor cursor, Chunk chunk) {
    if (!cursor.seek(chunk.start(), ItemType.BLOCK_GROUP_ITEM, chunk.length())) {
      return 0;
    }
    if (cursor.itemSize() < BlockGroupItem.LENGTH) {
      throw new CorruptFilesystemException(
          "block group " + Long.toUnsignedString(chunk.start()) + ": its item has a wrong size");
    }
    return BlockGroupItem.used(cursor.bytes(), cursor.itemStart());
  }
}
