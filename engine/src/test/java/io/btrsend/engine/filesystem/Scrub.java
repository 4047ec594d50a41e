package io.btrsend.engine.filesystem;

import io.btrsend.engine.ImageAccessException;
import io.btrsend.engine.MissingDeviceException;
import io.btrsend.engine.format.ChecksumDigest;
import io.btrsend.engine.format.ChecksumType;
import io.btrsend.engine.format.ItemType;
import io.btrsend.engine.format.ObjectId;
import io.btrsend.engine.tree.TreeCursor;
import io.btrsend.engine.volume.Volume;
import java.nio.ByteBuffer;

/**
 * Reads everything that has a checksum in every way there is, and counts by way how much was right.
 */
final class Scrub {
  private final Filesystem filesystem;
  private final Volume volume;
  private final ChecksumDigest digest;

  /** Tree blocks and data sectors met. */
  int units;

  /** Of those, the ones that at least one way had right. */
  int readable;

  /** Ways tried in all. */
  int ways;

  /** Of those, the ways that gave the right bytes. */
  int goodWays;

  private Scrub(Filesystem filesystem) {
    this.filesystem = filesystem;
    this.volume = filesystem.volume();
    this.digest = volume.checksumType().newDigest();
  }

  static Scrub of(Filesystem filesystem) {
    Scrub scrub = new Scrub(filesystem);
    scrub.treeBlocks();
    scrub.sectors();
    return scrub;
  }

  private void treeBlocks() {
    TreeCursor cursor = new TreeCursor(filesystem.blocks(), filesystem.tree(ObjectId.EXTENT_TREE));
    cursor.seek(0, 0, 0);
    int from = ChecksumType.FIELD_LENGTH;
    ByteBuffer block = ByteBuffer.allocate(volume.nodeSize());
    for (boolean more = cursor.valid(); more; more = cursor.next()) {
      if (cursor.type() == ItemType.METADATA_ITEM) {
        check(cursor.objectid(), block, from, block.array(), 0);
      }
    }
  }

  private void sectors() {
    TreeCursor cursor = new TreeCursor(filesystem.blocks(), filesystem.tree(ObjectId.CSUM_TREE));
    cursor.seek(0, 0, 0);
    int sumLength = volume.checksumType().length();
    ByteBuffer sector = ByteBuffer.allocateDirect(volume.sectorSize());
    for (boolean more = cursor.valid(); more; more = cursor.next()) {
      for (int i = 0; i < cursor.itemSize() / sumLength; i++) {
        long logical = cursor.offset() + (long) i * volume.sectorSize();
        check(logical, sector, 0, cursor.bytes(), cursor.itemStart() + i * sumLength);
      }
    }
  }

  private void check(long logical, ByteBuffer into, int from, byte[] sums, int sumAt) {
    units++;
    boolean any = false;
    for (int mirror = 1; mirror <= volume.mirrorCount(logical); mirror++) {
      ways++;
      if (isGood(logical, into, from, sums, sumAt, mirror)) {
        goodWays++;
        any = true;
      }
    }
    readable += any ? 1 : 0;
  }

  private boolean isGood(
      long logical, ByteBuffer into, int from, byte[] sums, int sumAt, int mirror) {
    try {
      volume.read(logical, into.clear(), mirror);
    } catch (MissingDeviceException | ImageAccessException e) {
      return false;
    }
    return digest.matches(into.flip().position(from), sums, sumAt);
  }

  @Override
  public String toString() {
    return readable + " of " + units + " readable, " + goodWays + " of " + ways + " ways good";
  }
}
