package io.btrsend.engine.send;

import io.btrsend.engine.filesystem.FileExtent;
import io.btrsend.engine.filesystem.Subvolume;
import io.btrsend.engine.format.ItemType;
import io.btrsend.engine.tree.TreeBlock;
import io.btrsend.engine.tree.TreeCursor;

/**
 * Finds ranges of a kept file that had data in the parent and are holes now. Where the last extent
 * ended is remembered per inode in {@link SendProgress}. Source: send semantics 7.5.
 */
final class HoleDetection {
  private final SendOptions options;
  private final SendProgress progress;
  private final Paths paths;
  private final Commands commands;
  private final ParentExtents parentExtents;
  private final TreeCursor cursor;
  private final long sectorSize;

  /** {@code parentExtents} is null if there is no parent. */
  HoleDetection(
      SendOptions options,
      SendProgress progress,
      Paths paths,
      Commands commands,
      Subvolume left,
      ParentExtents parentExtents,
      long sectorSize) {
    this.options = options;
    this.progress = progress;
    this.paths = paths;
    this.commands = commands;
    this.parentExtents = parentExtents;
    this.cursor = left.cursor();
    this.sectorSize = sectorSize;
  }

  private boolean applies() {
    return parentExtents != null
        && !progress.isNew()
        && !progress.isNewGeneration()
        && !progress.isDeleted()
        && progress.isRegular();
  }

  /** Looks at the gap before an item of the current inode. */
  void beforeItem(TreeBlock leaf, int slot) {
    if (!applies() || leaf.objectid(slot) != progress.number()) {
      return;
    }
    FileExtent extent = FileExtent.read(leaf, slot);
    long offset = extent.fileOffset();
    boolean unknown = progress.lastExtentEnd() == SendProgress.UNKNOWN;
    if (unknown || (slot == 0 && progress.lastExtentEnd() < offset)) {
      progress.setLastExtentEnd(endOfLastExtentUpTo(offset - 1));
    }
    sendGapUpTo(offset);
    progress.setLastExtentEnd(extent.end(sectorSize));
  }

  /** Looks at the gap between the last item of the current inode and its end. */
  void beforeEnd() {
    if (!applies()) {
      return;
    }
    long size = progress.size();
    boolean unknown = progress.lastExtentEnd() == SendProgress.UNKNOWN;
    if (unknown || progress.lastExtentEnd() < size) {
      progress.setLastExtentEnd(endOfLastExtentUpTo(-1));
    }
    sendGapUpTo(size);
  }

  /** The end of the inode's last item with an offset of at most {@code offset}, unsigned; or 0. */
  private long endOfLastExtentUpTo(long offset) {
    long inode = progress.number();
    boolean found = cursor.seekFloor(inode, ItemType.EXTENT_DATA, offset);
    if (!found || cursor.objectid() != inode || cursor.type() != ItemType.EXTENT_DATA) {
      return 0;
    }
    return FileExtent.read(cursor.leaf(), cursor.slot()).end(sectorSize);
  }

  private void sendGapUpTo(long end) {
    long start = progress.lastExtentEnd();
    if (start < end && !parentExtents.isHole(progress.number(), start, end)) {
      sendHole(start, end);
    }
  }

  private void sendHole(long start, long end) {
    if (options.version() >= 2) {
      commands.punchHole(paths.ofCurrentInode(), start, end - start);
      return;
    }
    long size = progress.size();
    if (start >= size) {
      return;
    }
    long clipped = Math.min(end, size);
    if (options.noData()) {
      commands.updateExtent(paths.ofCurrentInode(), start, clipped - start);
      return;
    }
    commands.write(paths.ofCurrentInode(), null, start, clipped - start);
    progress.setNextWriteOffset(clipped);
  }
}
