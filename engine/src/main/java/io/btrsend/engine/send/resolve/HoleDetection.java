package io.btrsend.engine.send.resolve;

import io.btrsend.engine.filesystem.FileExtent;
import io.btrsend.engine.format.ItemType;
import io.btrsend.engine.send.SendOptions;
import io.btrsend.engine.send.gather.ParentExtents;
import io.btrsend.engine.tree.TreeBlock;
import io.btrsend.engine.tree.TreeCursor;

/**
 * Finds ranges of a kept file that had data in the parent and are holes now. The end of the last
 * extent is kept in {@link CurrentInode}. Source: send semantics 7.5.
 */
final class HoleDetection {
  private final SendOptions options;
  private final CurrentInode current;
  private final Paths paths;
  private final Commands commands;
  private final ParentExtents parentExtents;
  private final TreeCursor cursor;
  private final long sectorSize;

  HoleDetection(SendState state, Paths paths, Commands commands) {
    this.options = state.options();
    this.current = state.current();
    this.paths = paths;
    this.commands = commands;
    this.parentExtents =
        state.parent() == null ? null : new ParentExtents(state.parent(), state.sectorSize());
    this.cursor = state.sent().cursor();
    this.sectorSize = state.sectorSize();
  }

  private boolean applies() {
    return parentExtents != null
        && !current.isNew()
        && !current.isNewGeneration()
        && !current.isDeleted()
        && current.isRegular();
  }

  /** Checks the gap before an item of the current inode. */
  void beforeItem(TreeBlock leaf, int slot) {
    if (!applies() || leaf.objectid(slot) != current.number()) {
      return;
    }
    FileExtent extent = FileExtent.read(leaf, slot);
    long offset = extent.fileOffset();
    boolean unknown = current.lastExtentEnd() == CurrentInode.UNKNOWN;
    if (unknown || (slot == 0 && current.lastExtentEnd() < offset)) {
      current.setLastExtentEnd(endOfLastExtentUpTo(offset - 1));
    }
    sendGapUpTo(offset);
    current.setLastExtentEnd(extent.end(sectorSize));
  }

  /** Checks the gap between the last item of the current inode and the end of the file. */
  void beforeEnd() {
    if (!applies()) {
      return;
    }
    long size = current.size();
    boolean unknown = current.lastExtentEnd() == CurrentInode.UNKNOWN;
    if (unknown || current.lastExtentEnd() < size) {
      current.setLastExtentEnd(endOfLastExtentUpTo(-1));
    }
    sendGapUpTo(size);
  }

  /** The end of the inode's last item at or before {@code offset} (unsigned), or 0. */
  private long endOfLastExtentUpTo(long offset) {
    long inode = current.number();
    boolean found = cursor.seekFloor(inode, ItemType.EXTENT_DATA, offset);
    if (!found || cursor.objectid() != inode || cursor.type() != ItemType.EXTENT_DATA) {
      return 0;
    }
    return FileExtent.read(cursor.leaf(), cursor.slot()).end(sectorSize);
  }

  private void sendGapUpTo(long end) {
    long start = current.lastExtentEnd();
    if (start < end && !parentExtents.isHole(current.number(), start, end)) {
      sendHole(start, end);
    }
  }

  private void sendHole(long start, long end) {
    if (options.version() >= 2) {
      commands.punchHole(paths.ofCurrentInode(), start, end - start);
      return;
    }
    long size = current.size();
    if (start >= size) {
      return;
    }
    long clipped = Math.min(end, size);
    if (options.noData()) {
      commands.updateExtent(paths.ofCurrentInode(), start, clipped - start);
      return;
    }
    commands.write(paths.ofCurrentInode(), null, start, clipped - start);
    current.setNextWriteOffset(clipped);
  }
}
