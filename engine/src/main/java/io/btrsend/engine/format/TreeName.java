package io.btrsend.engine.format;

import java.util.Map;
import java.util.Set;

/** What a tree is called in messages. Source: on-disk format 1.4. */
public final class TreeName {
  private static final Map<Long, String> NOUNS =
      Map.ofEntries(
          Map.entry(ObjectId.ROOT_TREE, "root tree"),
          Map.entry(ObjectId.EXTENT_TREE, "extent tree"),
          Map.entry(ObjectId.CHUNK_TREE, "chunk tree"),
          Map.entry(ObjectId.DEV_TREE, "device tree"),
          Map.entry(ObjectId.FS_TREE, "tree of the top level"),
          Map.entry(ObjectId.CSUM_TREE, "checksum tree"),
          Map.entry(ObjectId.QUOTA_TREE, "quota tree"),
          Map.entry(ObjectId.UUID_TREE, "UUID tree"),
          Map.entry(ObjectId.FREE_SPACE_TREE, "free space tree"),
          Map.entry(ObjectId.BLOCK_GROUP_TREE, "block group tree"),
          Map.entry(ObjectId.RAID_STRIPE_TREE, "RAID stripe tree"),
          Map.entry(ObjectId.TREE_LOG, "log tree"),
          Map.entry(ObjectId.TREE_RELOC, "relocation tree"),
          Map.entry(ObjectId.DATA_RELOC_TREE, "data relocation tree"));

  /** Ids that several trees have. */
  private static final Set<Long> SHARED = Set.of(ObjectId.TREE_LOG, ObjectId.TREE_RELOC);

  private TreeName() {}

  /** The name of the tree of an id, with its article. */
  public static String of(long treeId) {
    String noun = NOUNS.get(treeId);
    if (noun != null) {
      return (SHARED.contains(treeId) ? "a " : "the ") + noun;
    }
    String number = Long.toUnsignedString(treeId);
    return ObjectId.isSubvolume(treeId)
        ? "the tree of subvolume " + number
        : "a tree of the unknown id " + number;
  }

  /** The name of the tree of an id without an article, for lists; {@code tree N} if it has none. */
  public static String noun(long treeId) {
    String noun = NOUNS.get(treeId);
    return noun == null ? "tree " + Long.toUnsignedString(treeId) : noun;
  }
}
