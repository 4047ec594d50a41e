package io.btrsend.engine.send.resolve;

import io.btrsend.engine.filesystem.Inode;
import io.btrsend.engine.format.FileMode;
import io.btrsend.engine.format.ObjectId;

/**
 * The current inode, with the state that lasts only while it is handled. Source: send semantics
 * 1.4, 4.
 */
final class CurrentInode {
  /** An unknown file offset. */
  static final long UNKNOWN = -1;

  private boolean started;
  private long number;
  private long generation;
  private long size;
  private int mode;
  private long rdev;
  private boolean isNew;
  private boolean newGeneration;
  private boolean deleted;
  private boolean ignored;
  private boolean hasAttributes;
  private byte[] cachedPath;
  private long lastExtentEnd = UNKNOWN;
  private long nextWriteOffset;

  /** Makes {@code inode} the current inode and resets the state that belongs to one. */
  void start(long inode) {
    started = true;
    number = inode;
    isNew = false;
    newGeneration = false;
    deleted = false;
    ignored = false;
    hasAttributes = false;
    cachedPath = null;
    lastExtentEnd = UNKNOWN;
    nextWriteOffset = 0;
  }

  void becomeNew(Inode inode) {
    take(inode);
    rdev = inode.rdev();
    isNew = true;
    deleted = false;
  }

  void becomeDeleted(Inode inode) {
    take(inode);
    isNew = false;
    deleted = true;
  }

  void becomeChanged(Inode inode) {
    take(inode);
  }

  void becomeIgnored() {
    ignored = true;
  }

  void becomeNewGeneration() {
    newGeneration = true;
  }

  private void take(Inode inode) {
    generation = inode.generation();
    size = inode.size();
    mode = inode.mode();
  }

  /** Whether there is a current inode. */
  boolean started() {
    return started;
  }

  long number() {
    return number;
  }

  long generation() {
    return generation;
  }

  InodeId id() {
    return new InodeId(number, generation);
  }

  boolean is(long inode, long inodeGeneration) {
    return number == inode && generation == inodeGeneration;
  }

  long size() {
    return size;
  }

  int mode() {
    return mode;
  }

  long rdev() {
    return rdev;
  }

  boolean isNew() {
    return isNew;
  }

  boolean isNewGeneration() {
    return newGeneration;
  }

  boolean isDeleted() {
    return deleted;
  }

  boolean isIgnored() {
    return ignored;
  }

  /** Records that the current inode has an item of extended attributes. */
  void noteAttributes() {
    hasAttributes = true;
  }

  /**
   * Whether the current inode may have extended attributes. This is exact for a new inode, of which
   * the walk reports all items.
   */
  boolean mayHaveAttributes() {
    return hasAttributes || !isNew;
  }

  boolean isDirectory() {
    return FileMode.isDirectory(mode);
  }

  boolean isRegular() {
    return FileMode.isRegular(mode);
  }

  boolean isSymlink() {
    return FileMode.isSymlink(mode);
  }

  boolean isTop() {
    return number == ObjectId.FIRST_FREE;
  }

  /** The path of the current inode at the receiver; null if it is not cached. */
  byte[] cachedPath() {
    return cachedPath;
  }

  void setCachedPath(byte[] path) {
    cachedPath = path.length == 0 ? null : path;
  }

  void forgetCachedPath() {
    cachedPath = null;
  }

  /** The end of the last extent handled, or {@link #UNKNOWN}. */
  long lastExtentEnd() {
    return lastExtentEnd;
  }

  void setLastExtentEnd(long offset) {
    lastExtentEnd = offset;
  }

  /** The end of the last range sent. */
  long nextWriteOffset() {
    return nextWriteOffset;
  }

  void setNextWriteOffset(long offset) {
    nextWriteOffset = offset;
  }
}
