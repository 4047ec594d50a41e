package io.btrsend.engine.send.resolve;

import io.btrsend.engine.filesystem.Subvolume;
import io.btrsend.engine.send.SendOptions;

/**
 * The state that the parts of the resolver share: the two trees, and the record of the decisions
 * made so far. Each part of the state is owned by one class. For one thread. Source: send semantics
 * 1.4.
 */
final class SendState {
  private final SendOptions options;
  private final Subvolume sent;
  private final Subvolume parent;
  private final int sectorSize;
  private final SendProgress progress = new SendProgress();
  private final CurrentInode current = new CurrentInode();
  private final ReferenceLists references = new ReferenceLists();
  private final WaitingMoves waitingMoves = new WaitingMoves();
  private final OrphanDirectories orphanDirectories = new OrphanDirectories();

  /**
   * Creates the state before the first decision.
   *
   * @param parent null in a full send
   * @param sectorSize bytes
   */
  SendState(SendOptions options, Subvolume sent, Subvolume parent, int sectorSize) {
    this.options = options;
    this.sent = sent;
    this.parent = parent;
    this.sectorSize = sectorSize;
  }

  SendOptions options() {
    return options;
  }

  /** The subvolume being sent. */
  Subvolume sent() {
    return sent;
  }

  /** The parent, from which the receiver starts; null in a full send. */
  Subvolume parent() {
    return parent;
  }

  /** The sector size, bytes. */
  int sectorSize() {
    return sectorSize;
  }

  /** The progress of the send. */
  SendProgress progress() {
    return progress;
  }

  /** The current inode. */
  CurrentInode current() {
    return current;
  }

  /** The names that the current inode gains and loses. */
  ReferenceLists references() {
    return references;
  }

  /** The directories whose move waits for another. */
  WaitingMoves waitingMoves() {
    return waitingMoves;
  }

  /** The deleted directories that are not empty yet. */
  OrphanDirectories orphanDirectories() {
    return orphanDirectories;
  }
}
