package io.btrsend.engine.filesystem;

import io.btrsend.engine.format.EntryName;
import io.btrsend.engine.format.InodeExtref;
import io.btrsend.engine.format.InodeRef;
import io.btrsend.engine.format.ItemType;
import io.btrsend.engine.format.ObjectId;
import io.btrsend.engine.tree.TreeBlock;
import java.util.Arrays;
import java.util.function.Consumer;

/** Parses INODE_REF and INODE_EXTREF items. Source: on-disk format 7.2, 7.3. */
public final class Links {
  private Links() {}

  /** Whether items of this type hold names of an inode. */
  public static boolean isLinkType(int type) {
    return type == ItemType.INODE_REF || type == ItemType.INODE_EXTREF;
  }

  /** Passes every name in the reference item to the action, in stored order. */
  public static void forEach(TreeBlock leaf, int slot, Consumer<Link> action) {
    int at = leaf.itemStart(slot);
    int end = at + leaf.itemSize(slot);
    boolean extended = leaf.type(slot) == ItemType.INODE_EXTREF;
    byte[] bytes = leaf.bytes();
    while (at < end) {
      action.accept(read(leaf, slot, at, end));
      at += extended ? InodeExtref.recordLength(bytes, at) : InodeRef.recordLength(bytes, at);
    }
  }

  /** The first name in the reference item. */
  static Link first(TreeBlock leaf, int slot) {
    int at = leaf.itemStart(slot);
    return read(leaf, slot, at, at + leaf.itemSize(slot));
  }

  private static Link read(TreeBlock leaf, int slot, int at, int end) {
    byte[] bytes = leaf.bytes();
    if (leaf.type(slot) == ItemType.INODE_EXTREF) {
      if (!InodeExtref.fits(bytes, at, end)) {
        throw ItemErrors.corrupt(leaf, slot, "a name runs over the end of the item");
      }
      int name = at + InodeExtref.NAME;
      int length = InodeExtref.nameLength(bytes, at);
      return link(leaf, slot, InodeExtref.parent(bytes, at), name, length);
    }
    if (!InodeRef.fits(bytes, at, end)) {
      throw ItemErrors.corrupt(leaf, slot, "a name runs over the end of the item");
    }
    int name = at + InodeRef.NAME;
    int length = InodeRef.nameLength(bytes, at);
    return link(leaf, slot, leaf.offset(slot), name, length);
  }

  private static Link link(TreeBlock leaf, int slot, long parent, int name, int length) {
    // The top directory names itself "..", which never becomes part of a path.
    boolean top = leaf.objectid(slot) == ObjectId.FIRST_FREE;
    if (!top && !EntryName.isSound(leaf.bytes(), name, length)) {
      throw ItemErrors.corrupt(leaf, slot, "a name that is not valid for a directory entry");
    }
    return new Link(parent, Arrays.copyOfRange(leaf.bytes(), name, name + length));
  }
}
