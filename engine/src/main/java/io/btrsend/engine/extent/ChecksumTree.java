package io.btrsend.engine.extent;

import io.btrsend.engine.CorruptFilesystemException;
import io.btrsend.engine.DamagedMetadataException;
import io.btrsend.engine.ImageAccessException;
import io.btrsend.engine.MissingDeviceException;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.format.ItemType;
import io.btrsend.engine.format.ObjectId;
import io.btrsend.engine.format.TreeName;
import io.btrsend.engine.tree.TreeCursor;

/**
 * Finds the stored checksums of data sectors. An item holds the checksums of thousands of
 * consecutive sectors, so sequential reads cost an addition per sector and a search every few
 * megabytes.
 *
 * <p>For one thread. Source: on-disk format 9.
 */
public final class ChecksumTree {
  private final Filesystem filesystem;
  private final int sectorSize;

  /** Shift that divides by the sector size; a division per sector would be measurable. */
  private final int sectorBits;

  private final int checksumLength;

  /**
   * Null until the first search, so that a send without checksummed data does not need the tree.
   */
  private TreeCursor cursor;

  /** The sectors [first, end) have their checksums in {@link #bytes} from {@link #start}. */
  private long first;

  private long end;
  private byte[] bytes;
  private int start;
  private int at;

  public ChecksumTree(Filesystem filesystem) {
    this.filesystem = filesystem;
    this.sectorSize = filesystem.volume().sectorSize();
    this.sectorBits = Integer.numberOfTrailingZeros(sectorSize);
    this.checksumLength = filesystem.volume().checksumType().length();
  }

  /**
   * Looks up the checksum of the sector at a logical address.
   *
   * @return whether the sector has a checksum; it starts at {@link #at} in {@link #bytes}
   * @throws DamagedMetadataException if the tree cannot be read there
   */
  public boolean find(long logical) {
    if (!(Long.compareUnsigned(first, logical) <= 0 && Long.compareUnsigned(logical, end) < 0)
        && !searchTree(logical)) {
      return false;
    }
    at = start + (int) ((logical - first) >>> sectorBits) * checksumLength;
    return true;
  }

  private boolean searchTree(long logical) {
    try {
      return search(logical);
    } catch (CorruptFilesystemException | MissingDeviceException | ImageAccessException e) {
      throw new DamagedMetadataException(TreeName.of(ObjectId.CSUM_TREE), e);
    }
  }

  private boolean search(long logical) {
    first = 0;
    end = 0;
    if (cursor == null) {
      cursor = new TreeCursor(filesystem.blocks(), filesystem.tree(ObjectId.CSUM_TREE));
    }
    if (!cursor.seekFloor(ObjectId.EXTENT_CSUM, ItemType.EXTENT_CSUM, logical)
        || cursor.objectid() != ObjectId.EXTENT_CSUM
        || cursor.type() != ItemType.EXTENT_CSUM) {
      return false;
    }
    long offset = cursor.offset();
    int size = cursor.itemSize();
    if (size == 0 || size % checksumLength != 0 || (offset & (sectorSize - 1)) != 0) {
      throw new CorruptFilesystemException(
          String.format(
              "item %s of %d bytes in leaf %s",
              cursor.leaf().key(cursor.slot()),
              size,
              Long.toUnsignedString(cursor.leaf().address())));
    }
    long covered = (long) (size / checksumLength) * sectorSize;
    if (Long.compareUnsigned(logical - offset, covered) >= 0) {
      return false;
    }
    first = offset;
    end = offset + covered;
    bytes = cursor.bytes();
    start = cursor.itemStart();
    return true;
  }

  /** The bytes that hold the checksum found last; not to be modified. */
  public byte[] bytes() {
    return bytes;
  }

  /** Where the checksum found last starts. */
  public int at() {
    return at;
  }
}
