package io.btrsend.engine.extent;

import io.btrsend.engine.filesystem.FileExtent;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.SubvolumeInfo;
import io.btrsend.engine.format.InodeItem;
import io.btrsend.engine.format.ItemType;
import io.btrsend.engine.format.ObjectId;
import io.btrsend.engine.tree.TreeBlock;
import io.btrsend.engine.tree.TreeCursor;
import java.util.ArrayList;
import java.util.List;

/** All EXTENT_DATA items of all subvolumes, found by walking every tree from end to end. */
final class FileItems {
  private FileItems() {}

  /** An item and the leaf that holds it. */
  record FileItem(
      SubvolumeInfo subvolume, ExtentData extent, long size, TreeBlock leaf, int slot) {}

  static List<FileItem> all(Filesystem filesystem) {
    List<FileItem> items = new ArrayList<>();
    for (SubvolumeInfo subvolume : filesystem.subvolumes().list()) {
      items.addAll(of(filesystem, subvolume));
    }
    return items;
  }

  static List<FileItem> of(Filesystem filesystem, SubvolumeInfo subvolume) {
    List<FileItem> items = new ArrayList<>();
    TreeCursor cursor = new TreeCursor(filesystem.blocks(), subvolume.root());
    long flags = 0;
    long size = 0;
    cursor.seek(ObjectId.FIRST_FREE, ItemType.INODE_ITEM, 0);
    for (boolean on = cursor.valid(); on; on = cursor.next()) {
      if (cursor.type() == ItemType.INODE_ITEM) {
        flags = InodeItem.flags(cursor.bytes(), cursor.itemStart());
        size = InodeItem.size(cursor.bytes(), cursor.itemStart());
      } else if (cursor.type() == ItemType.EXTENT_DATA) {
        boolean checksummed = (flags & InodeItem.NODATASUM) == 0;
        ExtentData extent =
            ExtentData.of(
                FileExtent.read(cursor.leaf(), cursor.slot()),
                cursor.leaf(),
                cursor.slot(),
                subvolume.id(),
                checksummed);
        items.add(new FileItem(subvolume, extent, size, cursor.leaf(), cursor.slot()));
      }
    }
    return items;
  }
}
