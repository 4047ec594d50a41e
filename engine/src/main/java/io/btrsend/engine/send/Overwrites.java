package io.btrsend.engine.send;

import io.btrsend.engine.filesystem.EntryTarget;
import io.btrsend.engine.filesystem.Inode;
import io.btrsend.engine.filesystem.Link;
import io.btrsend.engine.filesystem.Subvolume;
import io.btrsend.engine.format.ObjectId;

/**
 * Tells whether names have changed hands between the parent and the tree being sent. Holds no state
 * of its own. Source: send semantics 6.3.
 */
final class Overwrites {
  private final Subvolume left;
  private final Subvolume right;
  private final SendProgress progress;
  private final InodeStates states;
  private final WaitingMoves waitingMoves;

  Overwrites(
      Subvolume left,
      Subvolume right,
      SendProgress progress,
      InodeStates states,
      WaitingMoves waitingMoves) {
    this.left = left;
    this.right = right;
    this.progress = progress;
    this.states = states;
    this.waitingMoves = waitingMoves;
  }

  /**
   * Whether the entry {@code name} of the directory, which belonged to the inode, has been taken
   * over by another inode by now.
   */
  boolean didOverwrite(
      long directory, long directoryGeneration, long inode, long generation, byte[] name) {
    if (right == null || !states.existsNow(directory, directoryGeneration)) {
      return false;
    }
    if (isOtherDirectory(left, directory, directoryGeneration)) {
      return false;
    }
    EntryTarget holder = left.lookupInode(directory, name);
    if (holder == null) {
      return false;
    }
    long number = holder.objectid();
    if (number == inode && left.hasLinked(number, generation)) {
      return false;
    }
    if (progress.isBehind(number)) {
      return true;
    }
    return inode != progress.number()
        && number == progress.number()
        && left.hasLinked(number, progress.generation());
  }

  /** {@link #didOverwrite} for the first name that the inode has in the parent. */
  boolean didOverwriteFirst(long inode, long generation) {
    if (right == null) {
      return false;
    }
    Link first = Lookups.firstLink(right, inode);
    return didOverwrite(
        first.parent(), Lookups.generation(right, first.parent()), inode, generation, first.name());
  }

  /** The inode of the parent that the receiver still has under this name, or null. */
  Inode willOverwrite(long directory, long directoryGeneration, byte[] name) {
    if (right == null || !states.existsNow(directory, directoryGeneration)) {
      return null;
    }
    if (isOtherDirectory(right, directory, directoryGeneration)) {
      return null;
    }
    EntryTarget holder = right.lookupInode(directory, name);
    if (holder == null) {
      return null;
    }
    long number = holder.objectid();
    boolean stillThere =
        Long.compareUnsigned(number, progress.progress()) > 0 || waitingMoves.contains(number);
    return stillThere ? Lookups.inode(right, number) : null;
  }

  private static boolean isOtherDirectory(Subvolume tree, long directory, long generation) {
    return directory != ObjectId.FIRST_FREE && !tree.hasLinked(directory, generation);
  }
}
