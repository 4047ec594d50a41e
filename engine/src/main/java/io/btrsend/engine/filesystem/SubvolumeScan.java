package io.btrsend.engine.filesystem;

import io.btrsend.engine.CorruptFilesystemException;
import io.btrsend.engine.format.EntryName;
import io.btrsend.engine.format.ItemType;
import io.btrsend.engine.format.LittleEndian;
import io.btrsend.engine.format.ObjectId;
import io.btrsend.engine.format.RootItem;
import io.btrsend.engine.format.RootRef;
import io.btrsend.engine.format.Uuids;
import io.btrsend.engine.tree.TreeCursor;
import io.btrsend.engine.tree.TreeRoot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Reads all subvolumes from the root tree in one pass. The items of one id follow each other: first
 * its ROOT_ITEMs, of which the last counts, then its ROOT_BACKREF. Source: on-disk format 6.2, 6.3.
 */
final class SubvolumeScan {
  private static final byte[] NO_NAME = {};

  private final RootItems rootItems;
  private final TreeCursor cursor;
  private final List<SubvolumeInfo> found = new ArrayList<>();
  private final Map<Long, CorruptFilesystemException> damage = new TreeMap<>();

  SubvolumeScan(RootItems rootItems, TreeCursor rootTree) {
    this.rootItems = rootItems;
    this.cursor = rootTree;
  }

  /** Reads the subvolumes; those whose deletion has begun are left out. */
  void run() {
    cursor.seek(ObjectId.FS_TREE, ItemType.ROOT_ITEM, 0);
    while (cursor.valid() && !isPastSubvolumes(cursor.objectid())) {
      long id = cursor.objectid();
      if (ObjectId.isSubvolume(id)) {
        scan(id);
      }
      if (cursor.valid() && cursor.objectid() == id) {
        cursor.seek(id + 1, 0, 0);
      }
    }
  }

  /** The readable subvolumes, by ascending id. */
  List<SubvolumeInfo> found() {
    return found;
  }

  /**
   * The damage of subvolumes, by id. A subvolume whose directory entry is damaged is readable all
   * the same.
   */
  Map<Long, CorruptFilesystemException> damage() {
    return damage;
  }

  private static boolean isPastSubvolumes(long id) {
    return Long.compareUnsigned(id, ObjectId.FIRST_FREE) >= 0 && !ObjectId.isSubvolume(id);
  }

  private void scan(long id) {
    if (!cursor.seekFloor(id, ItemType.ROOT_ITEM, -1) || !isOn(id, ItemType.ROOT_ITEM)) {
      cursor.seek(id + 1, 0, 0);
      return;
    }
    SubvolumeInfo info = readIfSound(id);
    cursor.seek(id, ItemType.ROOT_BACKREF, 0);
    if (info != null) {
      boolean hasEntry = cursor.valid() && isOn(id, ItemType.ROOT_BACKREF);
      found.add(hasEntry ? withEntryIfSound(info) : info);
    }
  }

  /** Damage to the items of one subvolume must not keep the others from being read. */
  private SubvolumeInfo readIfSound(long id) {
    try {
      return read(id);
    } catch (CorruptFilesystemException e) {
      damage.put(id, e);
      return null;
    }
  }

  private SubvolumeInfo withEntryIfSound(SubvolumeInfo info) {
    try {
      return withEntry(info);
    } catch (CorruptFilesystemException e) {
      damage.put(info.id(), e);
      return info;
    }
  }

  private boolean isOn(long id, int type) {
    return cursor.objectid() == id && cursor.type() == type;
  }

  private SubvolumeInfo read(long id) {
    TreeRoot root = rootItems.root(cursor);
    byte[] bytes = cursor.bytes();
    int at = cursor.itemStart();
    if (RootItem.refs(bytes, at) == 0 || RootItem.dropProgressObjectid(bytes, at) != 0) {
      return null;
    }
    boolean extended = RootItem.extended(bytes, at, cursor.itemSize());
    long flags = RootItem.flags(bytes, at);
    return new SubvolumeInfo(
        id,
        root,
        uuid(extended, bytes, at + RootItem.UUID),
        uuid(extended, bytes, at + RootItem.PARENT_UUID),
        uuid(extended, bytes, at + RootItem.RECEIVED_UUID),
        root.generation(),
        number(extended, bytes, at + RootItem.CTRANSID),
        number(extended, bytes, at + RootItem.OTRANSID),
        number(extended, bytes, at + RootItem.STRANSID),
        extended ? RootItem.creationTime(bytes, at) : 0,
        (flags & RootItem.READ_ONLY) != 0,
        (flags & RootItem.DEAD) != 0,
        0,
        0,
        NO_NAME);
  }

  private static UUID uuid(boolean extended, byte[] bytes, int at) {
    return extended ? Uuids.read(bytes, at) : Uuids.ZERO;
  }

  private static long number(boolean extended, byte[] bytes, int at) {
    return extended ? LittleEndian.u64(bytes, at) : 0;
  }

  /** Adds the directory entry that the ROOT_BACKREF under the cursor records. */
  private SubvolumeInfo withEntry(SubvolumeInfo info) {
    byte[] bytes = cursor.bytes();
    int at = cursor.itemStart();
    if (!RootRef.fits(bytes, at, at + cursor.itemSize())) {
      throw new CorruptFilesystemException(
          "subvolume " + info.id() + ": its back reference to its parent has a wrong size");
    }
    int from = at + RootRef.NAME;
    if (!EntryName.isSound(bytes, from, RootRef.nameLength(bytes, at))) {
      throw new CorruptFilesystemException(
          "subvolume " + info.id() + ": its name is not valid for a directory entry");
    }
    return new SubvolumeInfo(
        info.id(),
        info.root(),
        info.uuid(),
        info.parentUuid(),
        info.receivedUuid(),
        info.generation(),
        info.ctransid(),
        info.otransid(),
        info.stransid(),
        info.otime(),
        info.readOnly(),
        info.dead(),
        cursor.offset(),
        RootRef.directory(bytes, at),
        Arrays.copyOfRange(bytes, from, from + RootRef.nameLength(bytes, at)));
  }
}
