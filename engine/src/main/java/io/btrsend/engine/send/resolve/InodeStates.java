package io.btrsend.engine.send.resolve;

import io.btrsend.engine.SendException;
import io.btrsend.engine.SendException.Reason;
import io.btrsend.engine.filesystem.Subvolume;
import io.btrsend.engine.format.ObjectId;

/**
 * Determines the state of an inode at the current progress. Stateless. Source: send semantics 6.1.
 */
final class InodeStates {
  /** The state of an inode; {@code WILL} is ahead of the progress, {@code DID} behind it. */
  enum State {
    UNCHANGED,
    DID_CREATE,
    WILL_CREATE,
    DID_DELETE,
    WILL_DELETE
  }

  private final Subvolume sent;
  private final Subvolume parent;
  private final SendProgress progress;

  InodeStates(SendState state) {
    this.sent = state.sent();
    this.parent = state.parent();
    this.progress = state.progress();
  }

  State of(long inode, long generation) {
    boolean inSent = sent.hasLinked(inode, generation);
    boolean inParent = parent != null && parent.hasLinked(inode, generation);
    if (inSent && inParent) {
      return State.UNCHANGED;
    }
    boolean behind = progress.isBehind(inode);
    if (inSent) {
      return behind ? State.DID_CREATE : State.WILL_CREATE;
    }
    if (inParent) {
      return behind ? State.DID_DELETE : State.WILL_DELETE;
    }
    throw new SendException(
        Reason.DAMAGED,
        "inode "
            + Long.toUnsignedString(inode)
            + " of generation "
            + Long.toUnsignedString(generation)
            + " is neither in subvolume "
            + sent.id()
            + " nor in "
            + (parent == null ? "a parent" : "its parent, subvolume " + parent.id()));
  }

  /** Whether the receiver has the inode now. */
  boolean existsNow(long inode, long generation) {
    if (inode == ObjectId.FIRST_FREE) {
      return true;
    }
    return switch (of(inode, generation)) {
      case UNCHANGED, DID_CREATE, WILL_DELETE -> true;
      case WILL_CREATE, DID_DELETE -> false;
    };
  }
}
