package io.btrsend.engine.salvage;

import io.btrsend.engine.CorruptFilesystemException;
import io.btrsend.engine.filesystem.Inode;
import io.btrsend.engine.filesystem.Links;
import io.btrsend.engine.filesystem.Subvolume;
import io.btrsend.engine.filesystem.SubvolumeInfo;
import io.btrsend.engine.format.FileMode;
import io.btrsend.engine.format.ItemType;
import io.btrsend.engine.format.Key;
import io.btrsend.engine.format.NameHash;
import io.btrsend.engine.format.ObjectId;
import io.btrsend.engine.tree.BlockReader;
import io.btrsend.engine.tree.TreeCursor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Look-ups in what remains of the tree of a subvolume. Malformed items count as missing. */
final class RemainingTree {
  private final Subvolume subvolume;
  private final TreeCursor names;
  private final TreeCursor entries;
  private final TreeCursor targets;

  RemainingTree(BlockReader blocks, SubvolumeInfo info) {
    this.subvolume = new Subvolume(blocks, info);
    this.names = subvolume.cursor();
    this.entries = subvolume.cursor();
    this.targets = subvolume.cursor();
  }

  Subvolume subvolume() {
    return subvolume;
  }

  /** A cursor on the first item of the top directory or after it. */
  TreeCursor cursor() {
    TreeCursor cursor = subvolume.cursor().readingAhead();
    cursor.seek(ObjectId.FIRST_FREE, 0, 0);
    return cursor;
  }

  /** Whether items of this objectid belong to an inode. */
  static boolean isInode(long objectid) {
    return Long.compareUnsigned(objectid, ObjectId.FIRST_FREE) >= 0
        && Long.compareUnsigned(objectid, ObjectId.LAST_FREE) <= 0;
  }

  /** An inode that can be sent; null if it has no item, or is a symbolic link without a target. */
  Inode inode(long number) {
    if (!isInode(number)) {
      return null;
    }
    Inode inode;
    try {
      inode = subvolume.inode(number);
    } catch (CorruptFilesystemException malformed) {
      return null;
    }
    boolean isWhole =
        inode == null
            || !FileMode.isSymlink(inode.mode())
            || targets.seek(number, ItemType.EXTENT_DATA, 0);
    return isWhole ? inode : null;
  }

  /** The top directory counts as one even if its item is lost. */
  boolean isDirectory(long number) {
    if (number == ObjectId.FIRST_FREE) {
      return true;
    }
    Inode inode = inode(number);
    return inode != null && FileMode.isDirectory(inode.mode());
  }

  /** All names that the reference items of an inode hold. */
  List<InodeName> names(long inode) {
    List<InodeName> found = new ArrayList<>();
    names.seek(inode, ItemType.INODE_REF, 0);
    while (names.valid() && names.objectid() == inode && Links.isLinkType(names.type())) {
      found.addAll(InodeName.readAll(names.leaf(), names.slot()));
      names.next();
    }
    return found;
  }

  /** The name of an inode in a directory; null if it has none there that is the same. */
  InodeName name(long inode, long directory, byte[] name) {
    InodeName found = nameIn(inode, ItemType.INODE_REF, directory, directory, name);
    return found != null
        ? found
        : nameIn(
            inode,
            ItemType.INODE_EXTREF,
            NameHash.extref(directory, name, 0, name.length),
            directory,
            name);
  }

  private InodeName nameIn(long inode, int type, long offset, long directory, byte[] name) {
    if (!names.seek(inode, type, offset)) {
      return null;
    }
    return InodeName.find(InodeName.readAll(names.leaf(), names.slot()), directory, name);
  }

  /** The data of an item; null if there is none. */
  byte[] item(Key key) {
    if (!entries.seek(key.objectid(), key.type(), key.offset())) {
      return null;
    }
    return data(entries);
  }

  /** The data of the item under a cursor. */
  static byte[] data(TreeCursor cursor) {
    int start = cursor.itemStart();
    return Arrays.copyOfRange(cursor.bytes(), start, start + cursor.itemSize());
  }

  /** The greatest key that is not greater than the one given; null if there is none. */
  Key floor(Key key) {
    return entries.seekFloor(key.objectid(), key.type(), key.offset())
        ? new Key(entries.objectid(), entries.type(), entries.offset())
        : null;
  }
}
