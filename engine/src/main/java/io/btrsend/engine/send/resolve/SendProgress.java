package io.btrsend.engine.send.resolve;

/**
 * The progress of the send, as an inode number. The receiver already has all inodes with smaller
 * numbers in their final form. Source: send semantics 1.4.
 */
final class SendProgress {
  private long progress;

  long progress() {
    return progress;
  }

  void setProgress(long inode) {
    progress = inode;
  }

  /** Marks the inode as handled. */
  void pass(long inode) {
    progress = inode + 1;
  }

  /** Whether {@code inode} is already handled. */
  boolean isBehind(long inode) {
    return Long.compareUnsigned(inode, progress) < 0;
  }
}
