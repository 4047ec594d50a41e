package io.btrsend.engine.hostile;

import io.btrsend.engine.format.ItemType;
import java.util.Map;

/** Where the numbers are in the items that a reader parses; the rest is hit at random. */
final class ItemFields {
  /** Pairs of an offset and a width, both bytes. */
  private static final Map<Integer, int[]> FIELDS =
      Map.ofEntries(
          Map.entry(
              ItemType.INODE_ITEM,
              new int[] {0, 8, 8, 8, 16, 8, 24, 8, 40, 4, 44, 4, 52, 4, 52, 4, 56, 8, 64, 8}),
          Map.entry(ItemType.INODE_REF, new int[] {0, 8, 8, 2, 10, 1, 11, 1}),
          Map.entry(ItemType.INODE_EXTREF, new int[] {0, 8, 8, 8, 16, 2, 18, 1}),
          Map.entry(ItemType.XATTR_ITEM, new int[] {25, 2, 27, 2, 29, 1, 30, 1}),
          Map.entry(ItemType.DIR_ITEM, new int[] {0, 8, 8, 1, 9, 8, 17, 8, 25, 2, 27, 2, 29, 1}),
          Map.entry(
              ItemType.DIR_INDEX, new int[] {0, 8, 8, 1, 9, 8, 17, 8, 25, 2, 27, 2, 29, 1, 30, 1}),
          Map.entry(
              ItemType.EXTENT_DATA,
              new int[] {0, 8, 8, 8, 16, 1, 17, 1, 18, 2, 20, 1, 21, 8, 29, 8, 37, 8, 45, 8}),
          Map.entry(
              ItemType.ROOT_ITEM,
              new int[] {
                160, 8, 168, 8, 176, 8, 208, 8, 216, 4, 220, 8, 228, 1, 229, 8, 237, 1, 238, 1, 239,
                8, 247, 8, 263, 8, 279, 8, 295, 8, 303, 8, 311, 8
              }),
          Map.entry(ItemType.ROOT_BACKREF, new int[] {0, 8, 8, 8, 16, 2, 18, 1}),
          Map.entry(ItemType.ROOT_REF, new int[] {0, 8, 8, 8, 16, 2, 18, 1}),
          Map.entry(
              ItemType.EXTENT_ITEM,
              new int[] {0, 8, 8, 8, 16, 8, 24, 1, 25, 8, 33, 8, 41, 8, 49, 4, 53, 1}),
          Map.entry(ItemType.METADATA_ITEM, new int[] {0, 8, 8, 8, 16, 8, 24, 1, 25, 8}),
          Map.entry(ItemType.EXTENT_DATA_REF, new int[] {0, 8, 8, 8, 16, 8, 24, 4}),
          Map.entry(ItemType.SHARED_DATA_REF, new int[] {0, 4}),
          Map.entry(ItemType.DEV_ITEM, new int[] {0, 8, 8, 8, 16, 8, 66, 8, 82, 8}),
          Map.entry(
              ItemType.CHUNK_ITEM,
              new int[] {
                0, 8, 8, 8, 16, 8, 24, 8, 32, 4, 36, 4, 40, 4, 44, 2, 46, 2, 48, 8, 56, 8, 64, 8,
                80, 8, 88, 8
              }),
          Map.entry(ItemType.RAID_STRIPE, new int[] {0, 8, 8, 8}));

  private ItemFields() {}

  /** The fields of a type, none if the reader does not parse it. */
  static int[] of(int type) {
    return FIELDS.getOrDefault(type, new int[0]);
  }
}
