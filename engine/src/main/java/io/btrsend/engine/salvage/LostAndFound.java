package io.btrsend.engine.salvage;

import io.btrsend.engine.filesystem.Inode;
import io.btrsend.engine.format.FileMode;
import io.btrsend.engine.format.InodeItem;
import io.btrsend.engine.format.InodeRef;
import io.btrsend.engine.format.ItemType;
import io.btrsend.engine.format.Key;
import io.btrsend.engine.format.LittleEndian;
import io.btrsend.engine.format.ObjectId;
import io.btrsend.engine.tree.BlockBuilder.Item;
import io.btrsend.engine.tree.TreeRoot;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The directory for inodes whose names are lost, and the top directory if its own item is. It comes
 * into being with its first name. Its own name collides with none in the top directory, its number
 * with no other inode.
 */
final class LostAndFound {
  private static final String NAME = "lost+found";
  private static final int MODE = FileMode.DIRECTORY | 0700;
  private static final int TOP_MODE = FileMode.DIRECTORY | 0755;

  /** The first index of a directory that is not one of its own two names. */
  private static final long FIRST_INDEX = 2;

  private final RemainingTree tree;
  private final TreeRoot root;
  private final ItemEdits edits;

  /** The greatest number that an entry or a name refers to, whether the inode is there or not. */
  private long greatest = ObjectId.FIRST_FREE;

  /** 0 until it is needed. */
  private long number;

  private long nextIndex = FIRST_INDEX;

  LostAndFound(RemainingTree tree, TreeRoot root, ItemEdits edits) {
    this.tree = tree;
    this.root = root;
    this.edits = edits;
  }

  /**
   * The two items of a top directory without entries.
   *
   * @param topGeneration the generation of the top directory; only if related trees have the same,
   *     their top directories count as the same one
   */
  static List<Item> topDirectory(TreeRoot root, long topGeneration) {
    long top = ObjectId.FIRST_FREE;
    return List.of(
        new Item(new Key(top, ItemType.INODE_ITEM, 0), inode(TOP_MODE, root, topGeneration, null)),
        new Item(new Key(top, ItemType.INODE_REF, top), topReference()));
  }

  private static byte[] topReference() {
    return references(
        List.of(new InodeName(ObjectId.FIRST_FREE, 0, "..".getBytes(StandardCharsets.US_ASCII))));
  }

  /** Replaces the items of the top directory that are lost. */
  void addTopDirectory(long topGeneration) {
    if (tree.inode(ObjectId.FIRST_FREE) == null) {
      topDirectory(root, topGeneration).forEach(item -> edits.put(item.key(), item.data()));
    }
  }

  /** Keeps the number of an inode that something refers to. */
  void keepFree(long inode) {
    if (RemainingTree.isInode(inode)) {
      greatest = Math.max(greatest, inode);
    }
  }

  boolean is(long inode) {
    return number != 0 && inode == number;
  }

  /** A name in lost+found for an inode. */
  InodeName nameFor(long inode) {
    if (number == 0) {
      Key last = tree.floor(new Key(ObjectId.LAST_FREE, 0xff, -1));
      greatest = Math.max(greatest, last == null ? 0 : last.objectid());
      number = greatest + 1;
    }
    byte[] name = Long.toUnsignedString(inode).getBytes(StandardCharsets.US_ASCII);
    return new InodeName(number, nextIndex++, name);
  }

  /** Adds the directory itself, if it has got names. */
  void finish() {
    if (number == 0) {
      return;
    }
    long top = ObjectId.FIRST_FREE;
    InodeName name = new InodeName(top, freeIndex(), freeName());
    Inode above = tree.inode(top);
    edits.put(
        new Key(number, ItemType.INODE_ITEM, 0),
        inode(MODE, root, root.generation(), above == null ? null : above.times()));
    edits.put(new Key(number, ItemType.INODE_REF, top), references(List.of(name)));
    DirectoryEntry entry = DirectoryEntry.of(number, MODE, root.generation(), name.name());
    edits.put(name.indexKey(), entry.bytes());
    List<DirectoryEntry> packed = edits.entries(name.itemKey());
    packed.add(entry);
    edits.put(name.itemKey(), packed);
  }

  private long freeIndex() {
    Key last = edits.floor(new Key(ObjectId.FIRST_FREE, ItemType.DIR_INDEX, -1));
    boolean isIndex =
        last != null && last.objectid() == ObjectId.FIRST_FREE && last.type() == ItemType.DIR_INDEX;
    return isIndex ? last.offset() + 1 : FIRST_INDEX;
  }

  private byte[] freeName() {
    for (int count = 0; ; count++) {
      String text = count == 0 ? NAME : NAME + "." + count;
      byte[] name = text.getBytes(StandardCharsets.US_ASCII);
      Key item = new InodeName(ObjectId.FIRST_FREE, 0, name).itemKey();
      if (edits.entries(item).stream().noneMatch(entry -> Arrays.equals(entry.name(), name))) {
        return name;
      }
    }
  }

  /** The data of a reference item with names in one directory. */
  static byte[] references(List<InodeName> names) {
    byte[] item =
        new byte[names.stream().mapToInt(name -> InodeRef.NAME + name.name().length).sum()];
    int at = 0;
    for (InodeName name : names) {
      LittleEndian.putU64(item, at + InodeRef.INDEX, name.index());
      LittleEndian.putU16(item, at + InodeRef.NAME_LENGTH, name.name().length);
      System.arraycopy(name.name(), 0, item, at + InodeRef.NAME, name.name().length);
      at += InodeRef.NAME + name.name().length;
    }
    return item;
  }

  /**
   * An inode item, which differs from those that are made for other trees.
   *
   * @param times null for the beginning of time
   */
  private static byte[] inode(int mode, TreeRoot root, long generation, byte[] times) {
    byte[] item = new byte[InodeItem.LENGTH];
    LittleEndian.putU64(item, InodeItem.GENERATION, generation);
    LittleEndian.putU64(item, InodeItem.TRANSID, root.treeId());
    LittleEndian.putU32(item, InodeItem.NLINK, 1);
    LittleEndian.putU32(item, InodeItem.MODE, mode);
    if (times != null) {
      System.arraycopy(times, 0, item, InodeItem.ATIME, times.length);
    }
    return item;
  }
}
