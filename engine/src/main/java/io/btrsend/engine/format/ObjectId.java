package io.btrsend.engine.format;

/** Well-known object ids. Source: on-disk format 1.4. */
public final class ObjectId {
  public static final long ROOT_TREE = 1;
  public static final long EXTENT_TREE = 2;
  public static final long CHUNK_TREE = 3;
  public static final long DEV_TREE = 4;
  public static final long FS_TREE = 5;
  public static final long ROOT_TREE_DIR = 6;
  public static final long CSUM_TREE = 7;
  public static final long QUOTA_TREE = 8;
  public static final long UUID_TREE = 9;
  public static final long FREE_SPACE_TREE = 10;
  public static final long BLOCK_GROUP_TREE = 11;
  public static final long RAID_STRIPE_TREE = 12;
  public static final long TREE_LOG = -6;
  public static final long TREE_RELOC = -8;
  public static final long DATA_RELOC_TREE = -9;

  public static final long DEV_ITEMS = 1;
  public static final long FIRST_CHUNK_TREE = 256;
  public static final long ORPHAN = -5;
  public static final long EXTENT_CSUM = -10;
  public static final long FREE_SPACE = -11;
  public static final long FREE_INO = -12;

  /** The first id for inodes and for created subvolumes; the top directory of every subvolume. */
  public static final long FIRST_FREE = 256;

  /** The last id for inodes. */
  public static final long LAST_FREE = -256;

  private static final long LAST_SUBVOLUME = (1L << 48) - 1;

  private ObjectId() {}

  /** Whether a tree of this id is a subvolume. */
  public static boolean isSubvolume(long treeId) {
    return treeId == FS_TREE || (treeId >= FIRST_FREE && treeId <= LAST_SUBVOLUME);
  }
}
