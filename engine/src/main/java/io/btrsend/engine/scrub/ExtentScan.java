package io.btrsend.engine.scrub;

import io.btrsend.engine.CorruptFilesystemException;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.format.ExtentItem;
import io.btrsend.engine.format.ItemType;
import io.btrsend.engine.format.Key;
import io.btrsend.engine.format.ObjectId;
import io.btrsend.engine.format.TreeName;
import io.btrsend.engine.tree.TreeCursor;
import io.btrsend.engine.tree.TreeRoot;
import io.btrsend.engine.volume.Chunk;

/**
 * Steps through the extents of one chunk, by ascending address. For one thread. Source: on-disk
 * format 10.2.
 */
final class ExtentScan {
  private static final int LEVEL = ExtentItem.LENGTH + Key.LENGTH;

  private final TreeCursor cursor;
  private final Chunk chunk;
  private final int nodeSize;
  private final int sectorSize;
  private boolean started;

  ExtentScan(Filesystem filesystem, Chunk chunk) {
    TreeRoot tree = filesystem.tree(ObjectId.EXTENT_TREE);
    this.cursor = new TreeCursor(filesystem.blocks(), tree).readingAhead();
    this.chunk = chunk;
    this.nodeSize = filesystem.volume().nodeSize();
    this.sectorSize = filesystem.volume().sectorSize();
  }

  /**
   * The next extent, or null after the last.
   *
   * @throws CorruptFilesystemException if the extent tree is damaged
   */
  AllocatedExtent next() {
    while (advance()
        && Long.compareUnsigned(cursor.objectid() - chunk.start(), chunk.length()) < 0) {
      if (cursor.type() == ItemType.EXTENT_ITEM || cursor.type() == ItemType.METADATA_ITEM) {
        return current();
      }
    }
    return null;
  }

  private boolean advance() {
    if (started) {
      return cursor.next();
    }
    started = true;
    cursor.seek(chunk.start(), 0, 0);
    return cursor.valid();
  }

  private AllocatedExtent current() {
    byte[] bytes = cursor.bytes();
    int at = cursor.itemStart();
    if (cursor.itemSize() < ExtentItem.LENGTH) {
      throw damaged("an item of " + cursor.itemSize() + " bytes");
    }
    boolean skinny = cursor.type() == ItemType.METADATA_ITEM;
    boolean metadata = skinny || (ExtentItem.flags(bytes, at) & ExtentItem.TREE_BLOCK) != 0;
    long length = metadata ? nodeSize : cursor.offset();
    long room = chunk.length() - (cursor.objectid() - chunk.start());
    if (length <= 0 || length > room || (length | cursor.objectid()) % sectorSize != 0) {
      throw damaged("a length of " + Long.toUnsignedString(length) + " bytes");
    }
    if (metadata && !skinny && cursor.itemSize() <= LEVEL) {
      throw damaged("an item of " + cursor.itemSize() + " bytes");
    }
    int level = -1;
    if (metadata) {
      level = skinny ? (int) cursor.offset() & 0xff : bytes[at + LEVEL] & 0xff;
    }
    return new AllocatedExtent(cursor.objectid(), length, level, ExtentItem.generation(bytes, at));
  }

  private CorruptFilesystemException damaged(String what) {
    return new CorruptFilesystemException(
        String.format(
            "%s: leaf %s, extent %s has %s",
            TreeName.noun(ObjectId.EXTENT_TREE),
            Long.toUnsignedString(cursor.leaf().address()),
            Long.toUnsignedString(cursor.objectid()),
            what));
  }
}
