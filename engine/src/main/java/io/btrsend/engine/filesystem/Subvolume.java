package io.btrsend.engine.filesystem;

import io.btrsend.engine.format.DirItem;
import io.btrsend.engine.format.InodeItem;
import io.btrsend.engine.format.ItemType;
import io.btrsend.engine.format.NameHash;
import io.btrsend.engine.format.ObjectId;
import io.btrsend.engine.tree.BlockReader;
import io.btrsend.engine.tree.TreeBlock;
import io.btrsend.engine.tree.TreeCursor;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Typed look-ups in the tree of one subvolume.
 *
 * <p>The resolver looks up the same few inodes and names again and again (the directories above the
 * current inode), so small direct-mapped tables cache them. Trees never change, so the caches never
 * affect a result. Each kind of look-up has its own cursor, which searches its current leaf first.
 *
 * <p>For one thread; each thread creates its own, since it holds no resources. Damaged items throw
 * {@link io.btrsend.engine.CorruptFilesystemException}. Source: on-disk format 7.
 */
public final class Subvolume {
  private static final int REMEMBERED = 1 << 12;

  private final SubvolumeInfo info;
  private final BlockReader blocks;
  private final TreeCursor inodes;
  private final TreeCursor links;
  private final TreeCursor entries;
  private final TreeCursor topEntries;
  private final Inode[] knownInodes = new Inode[REMEMBERED];
  private final long[] knownLinkOwners = new long[REMEMBERED];
  private final Link[] knownLinks = new Link[REMEMBERED];

  public Subvolume(BlockReader blocks, SubvolumeInfo info) {
    this.info = info;
    this.blocks = blocks;
    inodes = cursor();
    links = cursor();
    entries = cursor();
    topEntries = cursor();
  }

  public SubvolumeInfo info() {
    return info;
  }

  public long id() {
    return info.id();
  }

  /** A new cursor over the whole tree. */
  public TreeCursor cursor() {
    return new TreeCursor(blocks, info.root());
  }

  /** The inode of that number, or null if it has no inode item. */
  public Inode inode(long number) {
    int place = place(number);
    Inode known = knownInodes[place];
    if (known != null && known.number() == number) {
      return known;
    }
    if (!inodes.seek(number, ItemType.INODE_ITEM, 0)) {
      return null;
    }
    Inode inode = readInode(inodes.leaf(), inodes.slot());
    knownInodes[place] = inode;
    return inode;
  }

  /** Decodes an inode item that the caller has already found, and caches it for look-ups. */
  public Inode inode(TreeBlock leaf, int slot) {
    Inode inode = readInode(leaf, slot);
    knownInodes[place(inode.number())] = inode;
    return inode;
  }

  private static Inode readInode(TreeBlock leaf, int slot) {
    if (leaf.itemSize(slot) != InodeItem.LENGTH) {
      throw ItemErrors.corrupt(
          leaf,
          slot,
          "an inode item has " + leaf.itemSize(slot) + " bytes, expected " + InodeItem.LENGTH);
    }
    Inode inode = Inode.read(leaf.objectid(slot), leaf.bytes(), leaf.itemStart(slot));
    if (inode.size() < 0) {
      throw ItemErrors.corrupt(leaf, slot, "the size of an inode is 2^63 bytes or more");
    }
    return inode;
  }

  /**
   * Whether the inode exists with that generation and has links left. Generation 0 is valid: mkfs
   * gives it to inodes that it copies.
   */
  public boolean hasLinked(long number, long generation) {
    Inode inode = inode(number);
    return inode != null && inode.links() != 0 && inode.generation() == generation;
  }

  /** The first name of the inode in item order, or null if it has none. */
  public Link firstLink(long inode) {
    int place = place(inode);
    if (knownLinks[place] != null && knownLinkOwners[place] == inode) {
      return knownLinks[place];
    }
    links.seek(inode, ItemType.INODE_REF, 0);
    if (!links.valid() || links.objectid() != inode || !Links.isLinkType(links.type())) {
      return null;
    }
    Link link = Links.first(links.leaf(), links.slot());
    knownLinkOwners[place] = inode;
    knownLinks[place] = link;
    return link;
  }

  /**
   * Passes every name of the inode to the action, in item order and within an item in stored order.
   */
  public void forEachLink(long inode, Consumer<Link> action) {
    forEachItem(
        inode,
        ItemType.INODE_REF,
        ItemType.INODE_EXTREF,
        (leaf, slot) -> Links.forEach(leaf, slot, action));
  }

  /** An action on one item. */
  public interface ItemAction {
    void accept(TreeBlock leaf, int slot);
  }

  /**
   * Passes every item of {@code objectid} with a type in the given range to the action, in order.
   */
  public void forEachItem(long objectid, int firstType, int lastType, ItemAction action) {
    TreeCursor cursor = cursor();
    cursor.seek(objectid, firstType, 0);
    while (cursor.valid() && cursor.objectid() == objectid && cursor.type() <= lastType) {
      action.accept(cursor.leaf(), cursor.slot());
      cursor.next();
    }
  }

  /** The target of the entry with exactly that name, or null if the directory has no such entry. */
  public EntryTarget lookup(long directory, byte[] name) {
    return lookup(entries, directory, name);
  }

  /** Like {@link #lookup} in the top directory; cached, for names that are looked up often. */
  public EntryTarget lookupInTop(byte[] name) {
    return lookup(topEntries, ObjectId.FIRST_FREE, name);
  }

  private static EntryTarget lookup(TreeCursor entries, long directory, byte[] name) {
    long hash = NameHash.dirEntry(name, 0, name.length);
    if (!entries.seek(directory, ItemType.DIR_ITEM, hash)) {
      return null;
    }
    byte[] bytes = entries.bytes();
    int at = entries.itemStart();
    int end = at + entries.itemSize();
    while (at < end) {
      checkEntry(entries, at, end);
      int from = at + DirItem.NAME;
      int to = from + DirItem.nameLength(bytes, at);
      if (Arrays.equals(bytes, from, to, name, 0, name.length)) {
        return target(bytes, at);
      }
      at += DirItem.entryLength(bytes, at);
    }
    return null;
  }

  /** Like {@link #lookup}, but an entry that leads to another subvolume counts as missing. */
  public EntryTarget lookupInode(long directory, byte[] name) {
    EntryTarget target = lookup(directory, name);
    return target == null || target.isSubvolume() ? null : target;
  }

  /** Reads the entry of the DIR_INDEX item under the cursor. */
  public static EntryTarget indexedEntry(TreeCursor cursor) {
    int at = cursor.itemStart();
    checkEntry(cursor, at, at + cursor.itemSize());
    return target(cursor.bytes(), at);
  }

  private static void checkEntry(TreeCursor cursor, int at, int end) {
    if (!DirItem.fits(cursor.bytes(), at, end)) {
      throw ItemErrors.corrupt(
          cursor.leaf(), cursor.slot(), "a directory entry runs over the end of the item");
    }
  }

  private static EntryTarget target(byte[] bytes, int at) {
    return new EntryTarget(DirItem.locationObjectid(bytes, at), DirItem.locationType(bytes, at));
  }

  /** The value of the inode's extended attribute of that name, or null. */
  public byte[] xattr(long inode, byte[] name) {
    long hash = NameHash.dirEntry(name, 0, name.length);
    if (!inodes.seek(inode, ItemType.XATTR_ITEM, hash)) {
      return null;
    }
    List<Xattr> packed = Xattr.readAll(inodes.leaf(), inodes.slot());
    for (Xattr xattr : packed) {
      if (Arrays.equals(xattr.name(), name)) {
        return xattr.value();
      }
    }
    return null;
  }

  private static int place(long number) {
    return (int) number & (REMEMBERED - 1);
  }
}
