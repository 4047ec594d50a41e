package io.btrsend.engine.send.resolve;

import io.btrsend.engine.filesystem.EntryTarget;
import io.btrsend.engine.filesystem.Inode;
import io.btrsend.engine.filesystem.Link;
import io.btrsend.engine.filesystem.Subvolume;
import io.btrsend.engine.format.ObjectId;

/**
 * Tells whether a name belongs to different inodes in the parent and in the tree being sent.
 * Stateless. Source: send semantics 6.3.
 */
final class NameCollisions {
  private final Subvolume sent;
  private final Subvolume parent;
  private final SendProgress progress;
  private final CurrentInode current;
  private final InodeStates states;
  private final WaitingMoves waitingMoves;

  NameCollisions(SendState state, InodeStates states) {
    this.sent = state.sent();
    this.parent = state.parent();
    this.progress = state.progress();
    this.current = state.current();
    this.waitingMoves = state.waitingMoves();
    this.states = states;
  }

  /**
   * Whether another inode has by now taken over the entry {@code name} of the directory, which
   * belonged to the inode.
   */
  boolean didOverwrite(
      long directory, long directoryGeneration, long inode, long generation, byte[] name) {
    EntryTarget holder = holderOf(sent, directory, directoryGeneration, name);
    if (holder == null) {
      return false;
    }
    long number = holder.objectid();
    if (number == inode && sent.hasLinked(number, generation)) {
      return false;
    }
    if (progress.isBehind(number)) {
      return true;
    }
    return inode != current.number()
        && number == current.number()
        && sent.hasLinked(number, current.generation());
  }

  /** {@link #didOverwrite} for the first name that the inode has in the parent. */
  boolean didOverwriteFirst(long inode, long generation) {
    if (parent == null) {
      return false;
    }
    Link first = RequiredLookups.firstLink(parent, inode);
    return didOverwrite(
        first.parent(),
        RequiredLookups.generation(parent, first.parent()),
        inode,
        generation,
        first.name());
  }

  /** The inode of the parent snapshot that still has this name at the receiver, or null. */
  Inode willOverwrite(long directory, long directoryGeneration, byte[] name) {
    EntryTarget holder = holderOf(parent, directory, directoryGeneration, name);
    if (holder == null) {
      return null;
    }
    long number = holder.objectid();
    boolean stillThere =
        Long.compareUnsigned(number, progress.progress()) > 0 || waitingMoves.contains(number);
    return stillThere ? RequiredLookups.inode(parent, number) : null;
  }

  /**
   * The inode that has this name in one of the trees; null if none has, the receiver does not have
   * the directory now, or the tree has another directory of that number.
   */
  private EntryTarget holderOf(
      Subvolume tree, long directory, long directoryGeneration, byte[] name) {
    if (parent == null
        || !states.existsNow(directory, directoryGeneration)
        || isOtherDirectory(tree, directory, directoryGeneration)) {
      return null;
    }
    return tree.lookupInode(directory, name);
  }

  private static boolean isOtherDirectory(Subvolume tree, long directory, long generation) {
    return directory != ObjectId.FIRST_FREE && !tree.hasLinked(directory, generation);
  }
}
