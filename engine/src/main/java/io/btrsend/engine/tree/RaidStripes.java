package io.btrsend.engine.tree;

import io.btrsend.engine.CorruptFilesystemException;
import io.btrsend.engine.DamagedMetadataException;
import io.btrsend.engine.ImageAccessException;
import io.btrsend.engine.MissingDeviceException;
import io.btrsend.engine.UnsupportedFeatureException;
import io.btrsend.engine.format.ItemType;
import io.btrsend.engine.format.ObjectId;
import io.btrsend.engine.format.RaidStripeItem;
import io.btrsend.engine.format.TreeName;
import io.btrsend.engine.volume.StripeExtent;
import io.btrsend.engine.volume.StripeTree;

/**
 * Looks up the raid stripe tree. The tree locates data only and its own blocks are metadata, so a
 * look-up never recurses. Thread-safe: each look-up has a cursor of its own. Source: on-disk format
 * 4.8.
 */
public final class RaidStripes implements StripeTree {
  private final BlockReader blocks;
  private final TreeRoot root;

  public RaidStripes(BlockReader blocks, TreeRoot root) {
    this.blocks = blocks;
    this.root = root;
  }

  private static boolean seek(TreeCursor cursor, long logical) {
    try {
      return cursor.seekFloor(logical, ItemType.RAID_STRIPE, -1);
    } catch (CorruptFilesystemException | MissingDeviceException | ImageAccessException e) {
      throw new DamagedMetadataException(TreeName.of(ObjectId.RAID_STRIPE_TREE), e);
    }
  }

  @Override
  public StripeExtent find(long logical) {
    TreeCursor cursor = new TreeCursor(blocks, root);
    boolean found =
        seek(cursor, logical)
            && cursor.type() == ItemType.RAID_STRIPE
            && Long.compareUnsigned(logical - cursor.objectid(), cursor.offset()) < 0;
    if (!found) {
      throw new CorruptFilesystemException(
          "no raid stripe holds the logical address " + Long.toUnsignedString(logical));
    }
    if (!RaidStripeItem.validLength(cursor.itemSize())) {
      throw new UnsupportedFeatureException(
          "raid stripe "
              + Long.toUnsignedString(cursor.objectid())
              + ": is of an experimental layout");
    }
    return new StripeExtent(
        cursor.objectid(),
        cursor.offset(),
        cursor.bytes(),
        cursor.itemStart(),
        cursor.itemSize() / RaidStripeItem.STRIDE);
  }
}
