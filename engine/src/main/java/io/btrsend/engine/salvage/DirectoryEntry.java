package io.btrsend.engine.salvage;

import io.btrsend.engine.format.DirItem;
import io.btrsend.engine.format.EntryName;
import io.btrsend.engine.format.FileMode;
import io.btrsend.engine.format.ItemType;
import io.btrsend.engine.format.Key;
import io.btrsend.engine.format.LittleEndian;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An entry in a DIR_INDEX item, or one of those in a DIR_ITEM.
 *
 * @param target objectid of what it leads to
 * @param targetType type of the item that it leads to
 * @param name not to be modified
 * @param bytes the stored form; not to be modified
 */
@SuppressWarnings("ArrayRecordComponent") // names are bytes; the records are never compared
record DirectoryEntry(long target, int targetType, byte[] name, byte[] bytes) {
  /** By bits 12 to 15 of the mode. */
  private static final int[] TYPE_BY_MODE = new int[16];

  static {
    TYPE_BY_MODE[FileMode.REGULAR >> 12] = DirItem.REGULAR;
    TYPE_BY_MODE[FileMode.DIRECTORY >> 12] = DirItem.DIRECTORY;
    TYPE_BY_MODE[FileMode.CHARACTER_DEVICE >> 12] = DirItem.CHARACTER_DEVICE;
    TYPE_BY_MODE[FileMode.BLOCK_DEVICE >> 12] = DirItem.BLOCK_DEVICE;
    TYPE_BY_MODE[FileMode.FIFO >> 12] = DirItem.FIFO;
    TYPE_BY_MODE[FileMode.SOCKET >> 12] = DirItem.SOCKET;
    TYPE_BY_MODE[FileMode.SYMLINK >> 12] = DirItem.SYMLINK;
  }

  /** Whether it leads to an inode, not to a subvolume. */
  boolean isInode() {
    return targetType == ItemType.INODE_ITEM;
  }

  /** An entry for an inode. */
  static DirectoryEntry of(long inode, int mode, long generation, byte[] name) {
    byte[] bytes = new byte[DirItem.NAME + name.length];
    LittleEndian.putU64(bytes, DirItem.LOCATION + Key.OBJECTID, inode);
    bytes[DirItem.LOCATION + Key.TYPE] = ItemType.INODE_ITEM;
    LittleEndian.putU64(bytes, DirItem.TRANSID, generation);
    LittleEndian.putU16(bytes, DirItem.NAME_LENGTH, name.length);
    bytes[DirItem.TYPE] = (byte) TYPE_BY_MODE[(mode & FileMode.TYPE_MASK) >> 12];
    System.arraycopy(name, 0, bytes, DirItem.NAME, name.length);
    return new DirectoryEntry(inode, ItemType.INODE_ITEM, name, bytes);
  }

  /** Whether it is that name of an inode. */
  boolean leadsTo(long inode, byte[] wanted) {
    return isInode() && target == inode && Arrays.equals(name, wanted);
  }

  /** The entries in an item, up to the first that is malformed. */
  static List<DirectoryEntry> readAll(byte[] item) {
    List<DirectoryEntry> entries = new ArrayList<>();
    for (int at = 0; DirItem.fits(item, at, item.length); at += DirItem.entryLength(item, at)) {
      int from = at + DirItem.NAME;
      int length = DirItem.nameLength(item, at);
      if (!EntryName.isSound(item, from, length)) {
        break;
      }
      entries.add(
          new DirectoryEntry(
              DirItem.locationObjectid(item, at),
              DirItem.locationType(item, at),
              Arrays.copyOfRange(item, from, from + length),
              Arrays.copyOfRange(item, at, at + DirItem.entryLength(item, at))));
    }
    return entries;
  }

  /** The item that holds these entries. */
  static byte[] write(List<DirectoryEntry> entries) {
    byte[] item = new byte[entries.stream().mapToInt(entry -> entry.bytes().length).sum()];
    int at = 0;
    for (DirectoryEntry entry : entries) {
      System.arraycopy(entry.bytes(), 0, item, at, entry.bytes().length);
      at += entry.bytes().length;
    }
    return item;
  }
}
