package io.btrsend.engine.filesystem;

import io.btrsend.engine.format.FileExtentItem;
import io.btrsend.engine.tree.TreeBlock;

/**
 * One EXTENT_DATA item, decoded. Immutable. All lengths and offsets are bytes. Source: on-disk
 * format 7.6.
 *
 * @param fileOffset where in the file the item starts
 * @param type {@link FileExtentItem#INLINE}, {@link FileExtentItem#REGULAR} or {@link
 *     FileExtentItem#PREALLOC}
 * @param diskBytenr logical address of the extent; 0 for a hole item, also for an inline one
 * @param extentOffset where in the decoded extent this item starts
 * @param numBytes how many file bytes it supplies, unsigned, at most 2^63; 0 for an inline item
 * @param storedLength bytes of an inline item's payload; the length on disk of another's extent
 */
public record FileExtent(
    long fileOffset,
    int type,
    int compression,
    long generation,
    long ramBytes,
    long diskBytenr,
    long extentOffset,
    long numBytes,
    long storedLength) {
  /** The largest unit to which {@link #length} rounds inline items, in bytes. */
  private static final long MAX_UNIT = 1 << 16;

  /** Decodes the item in {@code slot}; the item may be of any content. */
  public static FileExtent read(TreeBlock leaf, int slot) {
    byte[] bytes = leaf.bytes();
    int at = leaf.itemStart(slot);
    int size = leaf.itemSize(slot);
    if (size < FileExtentItem.INLINE_DATA) {
      throw ItemErrors.corrupt(leaf, slot, "a file extent item of " + size + " bytes is too short");
    }
    int type = FileExtentItem.type(bytes, at);
    boolean inline = type == FileExtentItem.INLINE;
    if (!inline && size != FileExtentItem.LENGTH) {
      throw ItemErrors.corrupt(
          leaf,
          slot,
          "a file extent item has " + size + " bytes, expected " + FileExtentItem.LENGTH);
    }
    checkBounds(leaf, slot, inline);
    return new FileExtent(
        leaf.offset(slot),
        type,
        FileExtentItem.compression(bytes, at),
        FileExtentItem.generation(bytes, at),
        FileExtentItem.ramBytes(bytes, at),
        inline ? 0 : FileExtentItem.diskBytenr(bytes, at),
        inline ? 0 : FileExtentItem.offset(bytes, at),
        inline ? 0 : FileExtentItem.numBytes(bytes, at),
        inline ? size - FileExtentItem.INLINE_DATA : FileExtentItem.diskNumBytes(bytes, at));
  }

  /**
   * Makes sure that the item covers bytes below 2^63, where a file ends at the latest. A hole can
   * cover all of them, so that its length is 2^63.
   */
  private static void checkBounds(TreeBlock leaf, int slot, boolean inline) {
    byte[] bytes = leaf.bytes();
    int at = leaf.itemStart(slot);
    long offset = leaf.offset(slot);
    long room = Long.MAX_VALUE - offset;
    boolean fits;
    if (inline) {
      long length = FileExtentItem.ramBytes(bytes, at);
      fits = length >= 0 && length <= room - MAX_UNIT;
    } else {
      long length = FileExtentItem.numBytes(bytes, at);
      if (length == 0) {
        throw ItemErrors.corrupt(leaf, slot, "a file extent covers no bytes");
      }
      boolean positive = length > 0 || FileExtentItem.diskBytenr(bytes, at) == 0;
      fits = positive && Long.compareUnsigned(length - 1, room) <= 0;
    }
    if (offset < 0 || !fits) {
      throw ItemErrors.corrupt(leaf, slot, "the range of the file lies beyond 2^63 bytes");
    }
  }

  public boolean isInline() {
    return type == FileExtentItem.INLINE;
  }

  public boolean isPreallocated() {
    return type == FileExtentItem.PREALLOC;
  }

  /** Whether this is an explicit hole item. */
  public boolean isHole() {
    return type != FileExtentItem.INLINE && diskBytenr == 0;
  }

  /** Whether its bytes lie in a data extent, which others may share. */
  public boolean isInExtent() {
    return type != FileExtentItem.INLINE && diskBytenr != 0;
  }

  public boolean isCompressed() {
    return compression != FileExtentItem.NONE;
  }

  /** File bytes covered; those of an inline item are rounded up to {@code unit}, a power of two. */
  public long length(long unit) {
    return isInline() ? (ramBytes + unit - 1) & -unit : numBytes;
  }

  /**
   * The file offset behind the item, with inline items rounded up to {@code unit}; 2^63 is given as
   * 2^63 - 1, the largest size of a file.
   */
  public long end(long unit) {
    long length = length(unit);
    boolean beyond = Long.compareUnsigned(length, Long.MAX_VALUE - fileOffset) > 0;
    return beyond ? Long.MAX_VALUE : fileOffset + length;
  }
}
