package io.btrsend.engine.files;

import io.btrsend.engine.filesystem.Inode;

/**
 * A name in a subvolume and what it leads to.
 *
 * @param path from the top of the subvolume, names joined by '/'; empty for the top itself; not to
 *     be modified
 * @param inode null if the name leads to another subvolume, which is not entered
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record FileEntry(byte[] path, Inode inode) {
  /** Whether another subvolume is mounted here. */
  public boolean isSubvolume() {
    return inode == null;
  }
}
