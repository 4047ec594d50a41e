package io.btrsend.engine.send;

import io.btrsend.engine.SendException;
import io.btrsend.engine.SendException.Reason;
import io.btrsend.engine.filesystem.Subvolume;
import io.btrsend.engine.format.ObjectId;

/**
 * Tells what has become of an inode by the present progress. Holds no state of its own. Source:
 * send semantics 6.1.
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

  private final Subvolume left;
  private final Subvolume right;
  private final SendProgress progress;

  /** {@code right} is the parent, or null. */
  InodeStates(Subvolume left, Subvolume right, SendProgress progress) {
    this.left = left;
    this.right = right;
    this.progress = progress;
  }

  State of(long inode, long generation) {
    boolean onLeft = left.hasLinked(inode, generation);
    boolean onRight = right != null && right.hasLinked(inode, generation);
    if (onLeft && onRight) {
      return State.UNCHANGED;
    }
    boolean behind = progress.isBehind(inode);
    if (onLeft) {
      return behind ? State.DID_CREATE : State.WILL_CREATE;
    }
    if (onRight) {
      return behind ? State.DID_DELETE : State.WILL_DELETE;
    }
    throw new SendException(
        Reason.FAILED,
        "inode "
            + Long.toUnsignedString(inode)
            + " of generation "
            + Long.toUnsignedString(generation)
            + " is neither in subvolume "
            + left.id()
            + " nor in the parent");
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
