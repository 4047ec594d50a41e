package io.btrsend.engine.send.resolve;

/**
 * How far the send has come, as a number of an inode. Inodes with a smaller number are, at the
 * receiver, in the form they have when sent. Source: send semantics 1.4.
 */
final class SendProgress {
  private long progress;

  long progress() {
    return progress;
  }

  void setProgress(long inode) {
    progress = inode;
  }

  /** The inode is handled, so that the next one is the first that is not. */
  void pass(long inode) {
    progress = inode + 1;
  }

  /** Whether {@code inode} is behind: handled already. */
  boolean isBehind(long inode) {
    return Long.compareUnsigned(inode, progress) < 0;
  }
}
