package io.btrsend.engine.salvage;

import io.btrsend.engine.format.InodeExtref;
import io.btrsend.engine.format.InodeRef;
import io.btrsend.engine.format.ItemType;
import io.btrsend.engine.format.Key;
import io.btrsend.engine.format.NameHash;
import io.btrsend.engine.tree.TreeBlock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A name of an inode with the place of its directory entry.
 *
 * @param directory inode number of the directory
 * @param index the offset of the entry's DIR_INDEX item
 * @param name not to be modified
 */
@SuppressWarnings("ArrayRecordComponent") // names are bytes; compared with is()
record InodeName(long directory, long index, byte[] name) {
  boolean is(InodeName other) {
    return directory == other.directory && index == other.index && Arrays.equals(name, other.name);
  }

  /** The key of the item that has its place in the directory. */
  Key indexKey() {
    return new Key(directory, ItemType.DIR_INDEX, index);
  }

  /** The key of the item that has it by its hash. */
  Key itemKey() {
    return new Key(directory, ItemType.DIR_ITEM, NameHash.dirEntry(name, 0, name.length));
  }

  /** The one of several names that is this name in this directory; null if none is. */
  static InodeName find(List<InodeName> names, long directory, byte[] name) {
    for (InodeName candidate : names) {
      if (candidate.directory == directory && Arrays.equals(candidate.name, name)) {
        return candidate;
      }
    }
    return null;
  }

  /** The names in a reference item, up to the first that runs over its end. */
  static List<InodeName> readAll(TreeBlock leaf, int slot) {
    List<InodeName> names = new ArrayList<>();
    byte[] bytes = leaf.bytes();
    int at = leaf.itemStart(slot);
    int end = at + leaf.itemSize(slot);
    if (leaf.type(slot) == ItemType.INODE_REF) {
      for (; InodeRef.fits(bytes, at, end); at += InodeRef.recordLength(bytes, at)) {
        int from = at + InodeRef.NAME;
        byte[] name = Arrays.copyOfRange(bytes, from, from + InodeRef.nameLength(bytes, at));
        names.add(new InodeName(leaf.offset(slot), InodeRef.index(bytes, at), name));
      }
    } else {
      for (; InodeExtref.fits(bytes, at, end); at += InodeExtref.recordLength(bytes, at)) {
        int from = at + InodeExtref.NAME;
        byte[] name = Arrays.copyOfRange(bytes, from, from + InodeExtref.nameLength(bytes, at));
        names.add(new InodeName(InodeExtref.parent(bytes, at), InodeExtref.index(bytes, at), name));
      }
    }
    return names;
  }
}
