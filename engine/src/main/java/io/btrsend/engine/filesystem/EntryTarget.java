package io.btrsend.engine.filesystem;

import io.btrsend.engine.format.ItemType;

/**
 * The target of a directory entry.
 *
 * @param objectid inode number, or id of a subvolume
 * @param type type of the target's key
 */
public record EntryTarget(long objectid, int type) {
  /** Whether the entry leads to another subvolume instead of an inode of this one. */
  public boolean isSubvolume() {
    return type == ItemType.ROOT_ITEM;
  }
}
