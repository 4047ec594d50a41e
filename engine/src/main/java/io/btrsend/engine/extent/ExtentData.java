package io.btrsend.engine.extent;

import io.btrsend.engine.CorruptFilesystemException;
import io.btrsend.engine.UnsupportedFeatureException;
import io.btrsend.engine.format.FileExtentItem;
import io.btrsend.engine.tree.TreeBlock;
import java.util.Arrays;

/**
 * One EXTENT_DATA item as a value: all that is needed to read the part of a file that it describes.
 * All counts are bytes. Source: on-disk format 7.6.
 *
 * @param subvolumeId the subvolume whose tree holds the item
 * @param inode the inode it belongs to
 * @param itemOffset file offset of its first byte
 * @param type {@link FileExtentItem#INLINE}, REGULAR or PREALLOC
 * @param compression {@link FileExtentItem#NONE}, ZLIB, LZO or ZSTD
 * @param ramBytes length of the whole extent when decoded
 * @param diskBytenr logical address of the extent, 0 for a hole or inline item
 * @param diskNumBytes stored length of the extent, 0 for an inline item
 * @param extentOffset where in the decoded extent the item starts
 * @param numBytes file bytes it supplies; for an inline item {@code ramBytes}
 * @param inlineData the stored bytes of an inline item, not to be modified; null for others
 * @param checksummed whether the extent's sectors have checksums: the inode lacks NODATASUM
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody; copied once, when it is read
public record ExtentData(
    long subvolumeId,
    long inode,
    long itemOffset,
    int type,
    int compression,
    long ramBytes,
    long diskBytenr,
    long diskNumBytes,
    long extentOffset,
    long numBytes,
    byte[] inlineData,
    boolean checksummed) {

  /** The most that a compressed extent may decode to, and may occupy. */
  static final int MAX_COMPRESSED = 128 << 10;

  /**
   * Reads and checks the EXTENT_DATA item in a slot.
   *
   * @throws CorruptFilesystemException if its fields contradict each other
   * @throws UnsupportedFeatureException if its encoding is unknown
   */
  public static ExtentData read(TreeBlock leaf, int slot, long subvolumeId, boolean checksummed) {
    int size = leaf.itemSize(slot);
    int at = leaf.itemStart(slot);
    byte[] bytes = leaf.bytes();
    if (size < FileExtentItem.INLINE_DATA) {
      throw corrupt(leaf, slot, subvolumeId, "an item of " + size + " bytes");
    }
    int compression = FileExtentItem.compression(bytes, at);
    requireKnownEncoding(leaf, slot, subvolumeId, compression);
    int type = FileExtentItem.type(bytes, at);
    boolean inline = type == FileExtentItem.INLINE;
    if (type > FileExtentItem.PREALLOC || (!inline && size != FileExtentItem.LENGTH)) {
      throw corrupt(leaf, slot, subvolumeId, "type " + type + " in " + size + " bytes");
    }
    long ramBytes = FileExtentItem.ramBytes(bytes, at);
    ExtentData extent =
        new ExtentData(
            subvolumeId,
            leaf.objectid(slot),
            leaf.offset(slot),
            type,
            compression,
            ramBytes,
            inline ? 0 : FileExtentItem.diskBytenr(bytes, at),
            inline ? 0 : FileExtentItem.diskNumBytes(bytes, at),
            inline ? 0 : FileExtentItem.offset(bytes, at),
            inline ? ramBytes : FileExtentItem.numBytes(bytes, at),
            inline ? Arrays.copyOfRange(bytes, at + FileExtentItem.INLINE_DATA, at + size) : null,
            checksummed);
    String fault = inline ? extent.inlineFault() : extent.fault();
    if (fault != null) {
      throw corrupt(leaf, slot, subvolumeId, fault);
    }
    return extent;
  }

  private static void requireKnownEncoding(
      TreeBlock leaf, int slot, long subvolumeId, int compression) {
    int encryption = FileExtentItem.encryption(leaf.bytes(), leaf.itemStart(slot));
    int other = FileExtentItem.otherEncoding(leaf.bytes(), leaf.itemStart(slot));
    if (compression > FileExtentItem.ZSTD || encryption != 0 || other != 0) {
      throw new UnsupportedFeatureException(
          String.format(
              "%s: compression %d, encryption %d, other encoding %d",
              place(subvolumeId, leaf.objectid(slot), leaf.offset(slot)),
              compression,
              encryption,
              other));
    }
  }

  /** Whether it supplies zeros that are stored nowhere; false for preallocated space. */
  public boolean hole() {
    return type == FileExtentItem.REGULAR && diskBytenr == 0;
  }

  /** Whether its bytes are stored inside the item. */
  public boolean inline() {
    return type == FileExtentItem.INLINE;
  }

  /** Whether its bytes have to be decoded. */
  public boolean compressed() {
    return compression != FileExtentItem.NONE;
  }

  /** Whether bytes have to be read from the extent's address. */
  boolean stored() {
    return type == FileExtentItem.REGULAR && diskBytenr != 0;
  }

  /** Names a byte of the file for messages. */
  String place(long fileOffset) {
    return place(subvolumeId, inode, fileOffset);
  }

  private String inlineFault() {
    if (itemOffset != 0) {
      return "an inline item that is not at the start of the file";
    }
    if (compressed() ? ramBytes < 0 || ramBytes > MAX_COMPRESSED : ramBytes != inlineData.length) {
      return inlineData.length + " inline bytes for " + Long.toUnsignedString(ramBytes);
    }
    return null;
  }

  private String fault() {
    if (itemOffset < 0 || numBytes <= 0 || numBytes - 1 > Long.MAX_VALUE - itemOffset) {
      return "supplies " + Long.toUnsignedString(numBytes) + " bytes";
    }
    if (diskBytenr == 0) {
      return null;
    }
    if (diskNumBytes <= 0
        || Long.compareUnsigned(diskBytenr, -diskNumBytes) > 0
        || (compressed() && (diskNumBytes > MAX_COMPRESSED || ramBytes > MAX_COMPRESSED))) {
      return String.format(
          "an extent of %s bytes at %s, decoded %s",
          Long.toUnsignedString(diskNumBytes),
          Long.toUnsignedString(diskBytenr),
          Long.toUnsignedString(ramBytes));
    }
    long extentLength = compressed() ? ramBytes : diskNumBytes;
    if (extentOffset < 0 || numBytes > extentLength || extentOffset > extentLength - numBytes) {
      return String.format(
          "bytes from %s of an extent of %s, length %s",
          Long.toUnsignedString(extentOffset), Long.toUnsignedString(extentLength), numBytes);
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
