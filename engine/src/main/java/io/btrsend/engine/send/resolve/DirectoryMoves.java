package io.btrsend.engine.send.resolve;

import io.btrsend.engine.SendException;
import io.btrsend.engine.SendException.Reason;
import io.btrsend.engine.filesystem.EntryTarget;
import io.btrsend.engine.filesystem.Link;
import io.btrsend.engine.filesystem.Subvolume;
import io.btrsend.engine.format.ObjectId;
import io.btrsend.engine.send.resolve.ReferenceLists.Reference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Delays the move of a directory that would end up below itself or on a name still in use, and
 * performs it when the blocking directory is finished. Owns the delayed moves. Source: send
 * semantics 6.11.
 */
final class DirectoryMoves {
  private final Subvolume sent;
  private final Subvolume parent;
  private final SendProgress progress;
  private final CurrentInode current;
  private final Paths paths;
  private final Commands commands;
  private final ReferenceLists references;
  private final WaitingMoves waitingMoves;
  private final OrphanDirectories orphanDirectories;
  private final DirectoryRemovals removals;
  private final DirectoryTimes times;
  private final Map<Long, List<Move>> pending = new HashMap<>();
  private final StuckMoves stuck = new StuckMoves();

  /** A delayed move; {@code refresh} are the directories whose times it will change. */
  private record Move(InodeId directory, List<InodeId> refresh) {}

  DirectoryMoves(
      SendState state,
      Paths paths,
      Commands commands,
      DirectoryRemovals removals,
      DirectoryTimes times) {
    this.sent = state.sent();
    this.parent = state.parent();
    this.progress = state.progress();
    this.current = state.current();
    this.references = state.references();
    this.waitingMoves = state.waitingMoves();
    this.orphanDirectories = state.orphanDirectories();
    this.paths = paths;
    this.commands = commands;
    this.removals = removals;
    this.times = times;
  }

  private void delay(long blocker, boolean orphanized) {
    List<InodeId> refresh = new ArrayList<>();
    references.deleted().forEach(reference -> refresh.add(reference.directoryId()));
    references.added().forEach(reference -> refresh.add(reference.directoryId()));
    waitingMoves.add(current.number(), orphanized, null);
    addPending(blocker, new Move(current.id(), refresh));
  }

  private void addPending(long blocker, Move move) {
    pending.computeIfAbsent(blocker, key -> new ArrayList<>()).add(move);
  }

  /**
   * Delays the move of the current directory if its new name is held by a directory that is waiting
   * itself.
   *
   * @param orphanized whether the current directory has its orphan name
   */
  boolean waitForDestination(Reference destination, boolean orphanized) {
    if (waitingMoves.isEmpty()) {
      return false;
    }
    EntryTarget holder = parent.lookupInode(destination.directory(), destination.name());
    if (holder == null) {
      return false;
    }
    long number = holder.objectid();
    long before = RequiredLookups.generation(parent, number);
    var now = sent.inode(number);
    if (now == null || now.generation() != before) {
      return false;
    }
    WaitingMoves.Waiting waiting = waitingMoves.get(number);
    if (waiting == null || waiting.orphanized()) {
      return false;
    }
    delay(number, orphanized);
    return true;
  }

  /**
   * Delays the move of the current directory if a directory above its new place has to move first.
   *
   * @param orphanized whether the current directory has its orphan name
   */
  boolean waitForParent(Reference destination, boolean orphanized) {
    long inode = destination.directory();
    long generation = destination.directoryGeneration();
    int steps = 0;
    while (Long.compareUnsigned(inode, ObjectId.FIRST_FREE) > 0) {
      RequiredLookups.checkDepth(sent, inode, steps++);
      if (waitingMoves.contains(inode) && Ancestry.isAncestor(parent, current.id(), inode)) {
        delay(inode, orphanized);
        return true;
      }
      Link now = RequiredLookups.firstLink(sent, inode);
      Link before = parent.firstLink(inode);
      if (before == null) {
        return false;
      }
      boolean moves = now.parent() != before.parent() || !Arrays.equals(now.name(), before.name());
      if (moves
          && Long.compareUnsigned(inode, current.number()) > 0
          && generation == RequiredLookups.generation(parent, inode)) {
        delay(inode, orphanized);
        return true;
      }
      inode = now.parent();
      generation = RequiredLookups.generation(sent, inode);
    }
    return false;
  }

  /**
   * Performs the moves that waited for the current inode, then those that waited for these, and so
   * on.
   */
  void performPending() {
    if (pending.isEmpty()) {
      return;
    }
    Deque<Move> queue = new ArrayDeque<>();
    stuck.clear();
    takePending(current.number(), queue);
    while (!queue.isEmpty()) {
      Move move = queue.remove();
      long blocker = perform(move);
      if (blocker == 0) {
        stuck.clear();
      } else if (stuck.closesCycle(move.directory().number(), blocker)) {
        requireOthers(queue, move);
      }
      takePending(move.directory().number(), queue);
    }
  }

  /** Fails if no move in the queue can be performed. */
  private void requireOthers(Deque<Move> queue, Move move) {
    if (queue.stream().allMatch(other -> stuck.contains(other.directory().number()))) {
      throw new SendException(
          Reason.FAILED,
          "directory "
              + Long.toUnsignedString(move.directory().number())
              + " of subvolume "
              + sent.id()
              + " waits for directories that wait for it");
    }
  }

  private void takePending(long blocker, Deque<Move> queue) {
    List<Move> moves = pending.remove(blocker);
    if (moves != null) {
      queue.addAll(moves);
    }
  }

  /**
   * Performs the move, or delays it again; returns the blocking directory, or 0 if the move was
   * performed.
   */
  private long perform(Move move) {
    long inode = move.directory().number();
    long generation = move.directory().generation();
    WaitingMoves.Waiting waited = waitingMoves.remove(inode);
    byte[] from = waited.orphanized() ? paths.unique(inode, generation) : oldPath(inode);

    long before = progress.progress();
    progress.pass(current.number());
    try {
      long blocker = findLoop(inode, generation);
      if (blocker != 0) {
        waitingMoves.add(inode, waited.orphanized(), waited.removalTarget());
        addPending(blocker, move);
        return blocker;
      }
      commands.rename(from, paths.current(inode, generation));
      removeVacated(waited.removalTarget());
      scheduleTimes(move);
      return 0;
    } finally {
      progress.setProgress(before);
    }
  }

  private byte[] oldPath(long inode) {
    Link old = RequiredLookups.firstLink(parent, inode);
    long parentGeneration = RequiredLookups.generation(parent, old.parent());
    byte[] path = PathBytes.join(paths.current(old.parent(), parentGeneration), old.name());
    PathLimit.check(path.length + 1);
    return path;
  }

  /**
   * The directory that still blocks the move, because the move would lead below itself; 0 if none
   * does.
   */
  private long findLoop(long startInode, long startGeneration) {
    long blocker = 0;
    long inode = startInode;
    long generation = startGeneration;
    int steps = 0;
    while (inode != ObjectId.FIRST_FREE) {
      RequiredLookups.checkDepth(sent, inode, steps++);
      if (orphanDirectories.contains(inode, generation)) {
        return 0;
      }
      long above;
      long aboveGeneration;
      if (waitingMoves.contains(inode)) {
        blocker = blocker == 0 ? inode : blocker;
        above = RequiredLookups.firstLink(parent, inode).parent();
        aboveGeneration = RequiredLookups.generation(parent, above);
      } else {
        NameCache.Entry step = paths.nameStep(inode, generation);
        if (step.last()) {
          return 0;
        }
        above = step.parent();
        aboveGeneration = step.parentGeneration();
      }
      if (above == startInode) {
        return blocker == 0 ? inode : blocker;
      }
      inode = above;
      generation = aboveGeneration;
    }
    return 0;
  }

  private void removeVacated(InodeId directory) {
    if (directory != null
        && orphanDirectories.get(directory) != null
        && removals.canRemove(directory)) {
      commands.rmdir(paths.current(directory.number(), directory.generation()));
    }
  }

  private void scheduleTimes(Move move) {
    times.schedule(move.directory());
    for (InodeId directory : move.refresh()) {
      if (sent.inode(directory.number()) != null) {
        times.schedule(directory);
      }
    }
  }
}
