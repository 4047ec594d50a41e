package io.btrsend.engine.send.resolve;

import io.btrsend.engine.filesystem.Subvolume;
import io.btrsend.engine.send.SendOptions;

/**
 * What the parts of the resolver share: the trees that the stream tells the difference of, and what
 * is remembered about the decisions made so far. Each part of the memory has one owner, which is a
 * class of its own. For one thread. Source: send semantics 1.4.
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
   * The state before the first decision.
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

  /** The subvolume that the receiver starts from; null in a full send. */
  Subvolume parent() {
    return parent;
  }

  /** Bytes. */
  int sectorSize() {
    return sectorSize;
  }

  /** How far the send has come. */
  SendProgress progress() {
    return progress;
  }

  /** The inode being handled. */
  CurrentInode current() {
    return current;
  }

  /** Names that the current inode gains and loses. */
  ReferenceLists references() {
    return references;
  }

  /** Directories whose move has to wait for another. */
  WaitingMoves waitingMoves() {
    return waitingMoves;
  }

  /** Deleted directories that are not empty yet. */
  OrphanDirectories orphanDirectories() {
    return orphanDirectories;
  }
}
