package io.btrsend.engine.extent;

import io.btrsend.engine.CorruptFilesystemException;
import io.btrsend.engine.UnsupportedFeatureException;
import io.btrsend.engine.filesystem.FileExtent;
import io.btrsend.engine.format.FileExtentItem;
import io.btrsend.engine.tree.TreeBlock;
import java.util.Arrays;

/**
 * An EXTENT_DATA item with everything needed to read the part of a file that it describes. All
 * counts are bytes. Source: on-disk format 7.6.
 *
 * @param subvolumeId the subvolume whose tree holds the item
 * @param inode the inode it belongs to
 * @param item the decoded item
 * @param inlineData the stored bytes of an inline item, not to be modified; null for others
 * @param checksummed whether the extent's sectors have checksums: the inode lacks NODATASUM
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; copied once, when the item is read
public record ExtentData(
    long subvolumeId, long inode, FileExtent item, byte[] inlineData, boolean checksummed) {

  /** The maximum decoded length, and maximum stored length, of a compressed extent. */
  static final int MAX_COMPRESSED = 128 << 10;

  /** A range of logical addresses. */
  public record StoredRange(long logical, long length) {}

  /**
   * Checks that the bytes of a decoded item can be read.
   *
   * @param item as {@link FileExtent#read} decoded it from the slot of the leaf
   * @throws CorruptFilesystemException if its fields contradict each other
   * @throws UnsupportedFeatureException if its encoding is unknown
   */
  public static ExtentData of(
      FileExtent item, TreeBlock leaf, int slot, long subvolumeId, boolean checksummed) {
    requireKnownEncoding(item, leaf, slot, subvolumeId);
    if (item.type() > FileExtentItem.PREALLOC) {
      throw corrupt(leaf, slot, subvolumeId, "unknown type " + item.type());
    }
    byte[] inlineData = null;
    if (item.isInline()) {
      int end = leaf.itemStart(slot) + leaf.itemSize(slot);
      inlineData = Arrays.copyOfRange(leaf.bytes(), end - (int) item.storedLength(), end);
    }
    ExtentData extent =
        new ExtentData(subvolumeId, leaf.objectid(slot), item, inlineData, checksummed);
    String fault = item.isInline() ? extent.inlineFault() : extent.fault();
    if (fault != null) {
      throw corrupt(leaf, slot, subvolumeId, fault);
    }
    return extent;
  }

  private static void requireKnownEncoding(
      FileExtent item, TreeBlock leaf, int slot, long subvolumeId) {
    int encryption = FileExtentItem.encryption(leaf.bytes(), leaf.itemStart(slot));
    int other = FileExtentItem.otherEncoding(leaf.bytes(), leaf.itemStart(slot));
    if (item.compression() > FileExtentItem.ZSTD || encryption != 0 || other != 0) {
      throw new UnsupportedFeatureException(
          String.format(
              "%s: compression %d, encryption %d, other encoding %d",
              place(subvolumeId, leaf.objectid(slot), leaf.offset(slot)),
              item.compression(),
              encryption,
              other));
    }
  }

  /**
   * What has to be read for a part of the file: the whole extent if it is compressed. Null if it is
   * not stored outside of the tree.
   */
  public StoredRange storedRange(long fileOffset, long length) {
    if (!stored() || compressed()) {
      return wholeRange();
    }
    return new StoredRange(diskBytenr() + extentOffset() + fileOffset - itemOffset(), length);
  }

  /** The whole extent; null if it is not stored outside of the tree. */
  public StoredRange wholeRange() {
    return stored() ? new StoredRange(diskBytenr(), storedLength()) : null;
  }

  /** The file offset of the item's first byte. */
  public long itemOffset() {
    return item.fileOffset();
  }

  /** {@link FileExtentItem#NONE}, ZLIB, LZO or ZSTD. */
  public int compression() {
    return item.compression();
  }

  /** The length of the whole extent when decoded. */
  public long ramBytes() {
    return item.ramBytes();
  }

  /** The logical address of the extent, 0 for a hole or inline item. */
  public long diskBytenr() {
    return item.diskBytenr();
  }

  /** The stored length of the extent, or of an inline item's bytes. */
  public long storedLength() {
    return item.storedLength();
  }

  /** Where in the decoded extent the item starts. */
  public long extentOffset() {
    return item.extentOffset();
  }

  /** The file bytes that the item supplies. */
  public long numBytes() {
    return item.isInline() ? item.ramBytes() : item.numBytes();
  }

  /** Whether the bytes are stored inside the item. */
  public boolean inline() {
    return item.isInline();
  }

  /** Whether the bytes are compressed. */
  public boolean compressed() {
    return item.isCompressed();
  }

  /** Whether bytes have to be read from the extent's address; false for preallocated space. */
  public boolean stored() {
    return item.type() == FileExtentItem.REGULAR && item.diskBytenr() != 0;
  }

  /** Names a position in the file, for messages. */
  String place(long fileOffset) {
    return place(subvolumeId, inode, fileOffset);
  }

  private String inlineFault() {
    if (itemOffset() != 0) {
      return "an inline item that is not at the start of the file";
    }
    if (compressed()
        ? ramBytes() < 0 || ramBytes() > MAX_COMPRESSED
        : ramBytes() != inlineData.length) {
      return String.format(
          "%d inline bytes for a decoded length of %s, expected %s",
          inlineData.length,
          Long.toUnsignedString(ramBytes()),
          compressed() ? "at most " + MAX_COMPRESSED : "the same");
    }
    return null;
  }

  private String fault() {
    if (itemOffset() < 0 || numBytes() <= 0 || numBytes() - 1 > Long.MAX_VALUE - itemOffset()) {
      return "it supplies "
          + Long.toUnsignedString(numBytes())
          + " bytes, expected 1 up to the largest file size";
    }
    if (diskBytenr() == 0) {
      return null;
    }
    if (storedLength() <= 0
        || Long.compareUnsigned(diskBytenr(), -storedLength()) > 0
        || (compressed() && (storedLength() > MAX_COMPRESSED || ramBytes() > MAX_COMPRESSED))) {
      return String.format(
          "an impossible extent of %s bytes at %s, decoded length %s",
          Long.toUnsignedString(storedLength()),
          Long.toUnsignedString(diskBytenr()),
          Long.toUnsignedString(ramBytes()));
    }
    long extentLength = compressed() ? ramBytes() : storedLength();
    if (extentOffset() < 0
        || numBytes() > extentLength
        || extentOffset() > extentLength - numBytes()) {
      return String.format(
          "a range from %s of an extent of %s bytes, length %s",
          Long.toUnsignedString(extentOffset()), Long.toUnsignedString(extentLength), numBytes());
    }
    return null;
  }

  private static CorruptFilesystemException corrupt(
      TreeBlock leaf, int slot, long subvolumeId, String fault) {
    return new CorruptFilesystemException(
        String.format(
            "%s: extent item %s in leaf %s: %s",
            place(subvolumeId, leaf.objectid(slot), leaf.offset(slot)),
            leaf.key(slot),
            Long.toUnsignedString(leaf.address()),
            fault));
  }

  private static String place(long subvolumeId, long inode, long fileOffset) {
    return String.format(
        "subvolume %s, inode %s, offset %s",
        Long.toUnsignedString(subvolumeId),
        Long.toUnsignedString(inode),
        Long.toUnsignedString(fileOffset));
  }
}
