package io.btrsend.engine.send.resolve;

import io.btrsend.engine.filesystem.FileExtent;
import io.btrsend.engine.format.ItemType;
import io.btrsend.engine.send.gather.ExtentFacts;
import io.btrsend.engine.send.resolve.Commands.CloneOrigin;
import io.btrsend.engine.tree.TreeCursor;

/**
 * Clones a range as far as the layout of the source allows, and sends the rest as data. Source:
 * send semantics 7.9.
 */
final class CloneSplitter {
  /**
   * The end of a source file is cloned into the middle of a file only up to a multiple of this,
   * whatever the sector size.
   */
  private static final long END_GRANULARITY = 65536;

  private final CurrentInode current;
  private final Paths paths;
  private final Commands commands;
  private final long sentRoot;
  private final ExtentSender extents;
  private final long sectorSize;

  CloneSplitter(SendState state, Paths paths, Commands commands, ExtentSender extents) {
    this.current = state.current();
    this.paths = paths;
    this.commands = commands;
    this.sentRoot = state.sent().id();
    this.extents = extents;
    this.sectorSize = state.sectorSize();
  }

  /**
   * Sends {@code length} bytes of the item at {@code offset}, cloning from the source where
   * possible.
   */
  void send(ExtentFacts item, CloneChoice.Source source, long offset, long length) {
    if (source.offset() == 0 && length == sectorSize) {
      extents.data(item, offset, length);
      return;
    }
    new Split(item, source, offset, length).run();
  }

  /** The progress through one range; everything before {@code offset} has been sent. */
  private final class Split {
    private final ExtentFacts item;
    private final CloneChoice.Source source;
    private final long sourceSize;
    private long offset;
    private long remaining;
    private long sourceOffset;

    /** Where in the decoded extent the byte at {@code offset} lies. */
    private long extentOffset;

    Split(ExtentFacts item, CloneChoice.Source source, long offset, long length) {
      this.item = item;
      this.source = source;
      this.offset = offset;
      remaining = length;
      sourceOffset = source.offset();
      sourceSize = source.root().sizeOf(source.inode());
      extentOffset = item.extent().extentOffset();
    }

    void run() {
      TreeCursor cursor = source.root().extentsFrom(source.inode(), sourceOffset);
      boolean more = true;
      while (more && remaining > 0 && onSource(cursor)) {
        FileExtent extent = FileExtent.read(cursor.leaf(), cursor.slot());
        if (extent.end(sectorSize) > sourceOffset) {
          more = passHole(extent) && passExtent(extent);
        }
        cursor.next();
      }
      if (remaining > 0) {
        extents.data(item, offset, remaining);
      }
    }

    private boolean onSource(TreeCursor cursor) {
      return cursor.valid()
          && cursor.objectid() == source.inode()
          && cursor.type() == ItemType.EXTENT_DATA;
    }

    /** Sends a gap of the source as data; returns false if the range does not reach the extent. */
    private boolean passHole(FileExtent extent) {
      if (extent.fileOffset() > sourceOffset) {
        long gap = Math.min(extent.fileOffset() - sourceOffset, remaining);
        extents.data(item, offset, gap);
        advance(gap);
        extentOffset += gap;
      }
      return remaining > 0
          && Long.compareUnsigned(extent.fileOffset(), sourceOffset + remaining) < 0
          && extent.fileOffset() < sourceSize;
    }

    /** Handles the part of the range inside the source's extent; returns false to stop cloning. */
    private boolean passExtent(FileExtent extent) {
      long available = extent.length(sectorSize);
      boolean crossesEnd = Long.compareUnsigned(available, sourceSize - extent.fileOffset()) > 0;
      if (crossesEnd) {
        available = sourceSize - extent.fileOffset();
      }
      boolean sameDisk = !extent.isInline() && extent.diskBytenr() == item.extent().diskBytenr();
      long from = extent.extentOffset();
      if (sameDisk) {
        sourceOffset = extent.fileOffset();
        if (from < extentOffset && extentOffset < from + available) {
          available -= extentOffset - from;
          sourceOffset += extentOffset - from;
          from = extentOffset;
        }
      }
      long count = Math.min(available, remaining);
      if (sameDisk && from == extentOffset) {
        cloneOrEnd(count);
      } else if (crossesEnd && count < remaining) {
        return false;
      } else {
        extents.data(item, offset, count);
      }
      advance(count);
      if (remaining > 0 && catchesUpWithItself()) {
        return false;
      }
      extentOffset += count;
      return true;
    }

    private void cloneOrEnd(long count) {
      long sourceEnd = sourceOffset + count;
      boolean endInMiddle =
          sourceEnd == sourceSize
              && sourceEnd % END_GRANULARITY != 0
              && offset + count < current.size();
      if (!endInMiddle) {
        emitClone(offset, count);
        return;
      }
      long aligned = (sourceSize - sourceOffset) & -END_GRANULARITY;
      if (aligned > 0) {
        emitClone(offset, aligned);
      }
      extents.data(item, offset + aligned, count - aligned);
    }

    private void emitClone(long at, long count) {
      byte[] path = paths.ofCurrentInode();
      CloneOrigin origin = new CloneOrigin(source.root().info(), sourcePath(), sourceOffset);
      commands.cloneRange(path, at, count, origin);
    }

    private byte[] sourcePath() {
      CloneRoot root = source.root();
      return root.id() == sentRoot
          ? paths.current(source.inode(), root.generationOf(source.inode()))
          : root.path(source.inode());
    }

    /** Whether the next part of the source is a part of this file that has not been sent yet. */
    private boolean catchesUpWithItself() {
      return source.root().id() == sentRoot
          && source.inode() == current.number()
          && sourceOffset >= current.nextWriteOffset();
    }

    private void advance(long count) {
      remaining -= count;
      offset += count;
      sourceOffset += count;
    }
  }
}
