package io.btrsend.engine.send.gather;

import io.btrsend.engine.filesystem.FileExtent;
import io.btrsend.engine.filesystem.Subvolume;
import io.btrsend.engine.format.FileExtentItem;
import io.btrsend.engine.format.ItemType;
import io.btrsend.engine.tree.TreeCursor;

/**
 * Compares ranges of a file with the parent. The results depend on the parent's tree only. For one
 * thread; each thread creates its own.
 */
public final class ParentExtents {
  private final TreeCursor cursor;
  private final long pageSize;

  /**
   * @param pageSize the unit to which the kernel rounds inline items, in bytes
   */
  public ParentExtents(Subvolume parent, long pageSize) {
    cursor = parent.cursor();
    this.pageSize = pageSize;
  }

  /** Whether the inode has exactly this extent in the parent. Source: send semantics 7.6. */
  boolean unchanged(long inode, FileExtent extent) {
    if (extent.type() != FileExtentItem.REGULAR) {
      return false;
    }
    if (!cursor.seekFloor(inode, ItemType.EXTENT_DATA, extent.fileOffset())) {
      return false;
    }
    if (!onExtentOf(inode)) {
      return extent.isHole();
    }
    long end = extent.end(pageSize);
    FileExtent old = FileExtent.read(cursor.leaf(), cursor.slot());
    while (old.fileOffset() < end) {
      if (old.isPreallocated()) {
        return false;
      }
      long oldEnd = old.end(pageSize);
      if (oldEnd <= extent.fileOffset()) {
        return extent.isHole();
      }
      if (old.isInline() || !sameBytes(extent, old)) {
        return false;
      }
      if (!cursor.next() || !onExtentOf(inode)) {
        return oldEnd >= end;
      }
      if (cursor.offset() != oldEnd) {
        return false;
      }
      old = FileExtent.read(cursor.leaf(), cursor.slot());
    }
    return true;
  }

  /** Whether both items refer to the same bytes of the same extent where they overlap. */
  private static boolean sameBytes(FileExtent extent, FileExtent old) {
    long apart = old.fileOffset() - extent.fileOffset();
    long from = apart < 0 ? extent.extentOffset() : extent.extentOffset() + apart;
    long oldFrom = apart < 0 ? old.extentOffset() - apart : old.extentOffset();
    return extent.diskBytenr() == old.diskBytenr()
        && from == oldFrom
        && extent.generation() == old.generation();
  }

  /** Whether the parent has nothing but holes in [from, to). Source: send semantics 7.5. */
  public boolean isHole(long inode, long from, long to) {
    if (!cursor.seekFloor(inode, ItemType.EXTENT_DATA, from)) {
      cursor.seek(inode, ItemType.EXTENT_DATA, 0);
    }
    while (cursor.valid()) {
      boolean before =
          Long.compareUnsigned(cursor.objectid(), inode) < 0
              || (cursor.objectid() == inode && cursor.type() < ItemType.EXTENT_DATA);
      if (!before) {
        if (!onExtentOf(inode) || Long.compareUnsigned(cursor.offset(), to) >= 0) {
          return true;
        }
        FileExtent old = FileExtent.read(cursor.leaf(), cursor.slot());
        long end = old.end(pageSize);
        if (end > from) {
          if (!old.isHole()) {
            return false;
          }
          if (end >= to) {
            return true;
          }
        }
      }
      cursor.next();
    }
    return true;
  }

  private boolean onExtentOf(long inode) {
    return cursor.objectid() == inode && cursor.type() == ItemType.EXTENT_DATA;
  }
}
