package io.btrsend.engine.format;

import java.util.Map;

/** What a tree is called in messages. Source: on-disk format 1.4. */
public final class TreeName {
  private static final Map<Long, String> PURPOSES =
      Map.ofEntries(
          Map.entry(ObjectId.ROOT_TREE, "the root tree"),
          Map.entry(ObjectId.EXTENT_TREE, "the extent tree"),
          Map.entry(ObjectId.CHUNK_TREE, "the chunk tree"),
          Map.entry(ObjectId.DEV_TREE, "the device tree"),
          Map.entry(ObjectId.FS_TREE, "the tree of the top level"),
          Map.entry(ObjectId.CSUM_TREE, "the checksum tree"),
          Map.entry(ObjectId.QUOTA_TREE, "the quota tree"),
          Map.entry(ObjectId.UUID_TREE, "the UUID tree"),
          Map.entry(ObjectId.FREE_SPACE_TREE, "the free space tree"),
          Map.entry(ObjectId.BLOCK_GROUP_TREE, "the block group tree"),
          Map.entry(ObjectId.RAID_STRIPE_TREE, "the raid stripe tree"),
          Map.entry(ObjectId.TREE_LOG, "a log tree"),
          Map.entry(ObjectId.TREE_RELOC, "a relocation tree"),
          Map.entry(ObjectId.DATA_RELOC_TREE, "the data relocation tree"));

  private TreeName() {}

  /** The name of the tree of an id, with its article. */
  public static String of(long treeId) {
    String purpose = PURPOSES.get(treeId);
    if (purpose != null) {
      return purpose;
    }
    String number = Long.toUnsignedString(treeId);
    return ObjectId.isSubvolume(treeId)
        ? "the tree of subvolume " + number
        : "a tree of the unknown id " + number;
  }
}
