package io.btrsend.engine.send.resolve;

import io.btrsend.engine.filesystem.EntryTarget;
import io.btrsend.engine.filesystem.Subvolume;
import io.btrsend.engine.format.ItemType;
import io.btrsend.engine.format.ObjectId;
import io.btrsend.engine.tree.TreeCursor;

/**
 * Tells when a deleted directory is empty at the receiver. The progress of the search is kept in
 * {@link OrphanDirectories}. Source: send semantics 6.12.
 */
final class DirectoryRemovals {
  private final Subvolume parent;
  private final CurrentInode current;
  private final WaitingMoves waitingMoves;
  private final OrphanDirectories orphanDirectories;

  DirectoryRemovals(SendState state) {
    this.parent = state.parent();
    this.current = state.current();
    this.waitingMoves = state.waitingMoves();
    this.orphanDirectories = state.orphanDirectories();
  }

  /** Whether the directory is empty at the receiver and can be removed; if not, it may be later. */
  boolean canRemove(InodeId directory) {
    if (directory.number() == ObjectId.FIRST_FREE) {
      return false;
    }
    OrphanDirectories.Orphan orphan = orphanDirectories.get(directory);
    long highest = 0;
    if (orphan != null) {
      if (Long.compareUnsigned(current.number(), orphan.highest()) < 0) {
        return false;
      }
    } else {
      TreeCursor last = parent.cursor();
      if (!last.seekFloor(directory.number(), ItemType.DIR_INDEX, -1)
          || !isEntryOf(last, directory)) {
        return true;
      }
      highest = Subvolume.indexedEntry(last).objectid();
      if (Long.compareUnsigned(current.number(), highest) < 0) {
        orphanDirectories.add(directory, highest);
        return false;
      }
    }
    return search(directory, orphan, highest);
  }

  private boolean search(InodeId directory, OrphanDirectories.Orphan known, long highest) {
    TreeCursor cursor = parent.cursor();
    long from = known == null ? 0 : known.lastIndex();
    long candidate = highest;
    cursor.seek(directory.number(), ItemType.DIR_INDEX, from);
    while (cursor.valid() && isEntryOf(cursor, directory)) {
      EntryTarget target = Subvolume.indexedEntry(cursor);
      long number = target.objectid();
      if (Long.compareUnsigned(number, candidate) > 0) {
        candidate = number;
      }
      WaitingMoves.Waiting waiting = waitingMoves.get(number);
      if (waiting != null) {
        waiting.setRemovalTarget(directory);
      }
      if (waiting != null || Long.compareUnsigned(number, current.number()) > 0) {
        OrphanDirectories.Orphan orphan =
            known != null ? known : orphanDirectories.add(directory, highest);
        orphan.advance(cursor.offset(), candidate);
        return false;
      }
      cursor.next();
    }
    orphanDirectories.remove(directory);
    return true;
  }

  private static boolean isEntryOf(TreeCursor cursor, InodeId directory) {
    return cursor.objectid() == directory.number() && cursor.type() == ItemType.DIR_INDEX;
  }
}
