package io.btrsend.engine.send.resolve;

import io.btrsend.engine.SendException;
import io.btrsend.engine.SendException.Reason;
import java.util.HashMap;
import java.util.Map;

/**
 * Owns the directories that wait at their old place for a delayed move. Source: send semantics 1.4,
 * 6.11.
 */
final class WaitingMoves {
  private final Map<Long, Waiting> byInode = new HashMap<>();

  /** A waiting directory. */
  static final class Waiting {
    private boolean orphanized;
    private InodeId removalTarget;

    private Waiting(boolean orphanized, InodeId removalTarget) {
      this.orphanized = orphanized;
      this.removalTarget = removalTarget;
    }

    /** Whether the directory has its orphan name at the receiver. */
    boolean orphanized() {
      return orphanized;
    }

    void orphanize() {
      orphanized = true;
    }

    /** The directory that may become removable once this one has moved out of it, or null. */
    InodeId removalTarget() {
      return removalTarget;
    }

    void setRemovalTarget(InodeId directory) {
      removalTarget = directory;
    }
  }

  boolean isEmpty() {
    return byInode.isEmpty();
  }

  boolean contains(long inode) {
    return !byInode.isEmpty() && byInode.containsKey(inode);
  }

  /** The entry of this inode number, or null. */
  Waiting get(long inode) {
    return byInode.isEmpty() ? null : byInode.get(inode);
  }

  void add(long inode, boolean orphanized, InodeId removalTarget) {
    if (byInode.putIfAbsent(inode, new Waiting(orphanized, removalTarget)) != null) {
      throw new SendException(
          Reason.FAILED,
          "directory " + Long.toUnsignedString(inode) + " would have to wait for two moves");
    }
  }

  Waiting remove(long inode) {
    return byInode.remove(inode);
  }
}
