package io.btrsend.engine.send;

import io.btrsend.engine.filesystem.Link;
import io.btrsend.engine.filesystem.Subvolume;
import io.btrsend.engine.filesystem.SubvolumeInfo;
import io.btrsend.engine.format.ItemType;
import io.btrsend.engine.format.ObjectId;
import io.btrsend.engine.tree.TreeCursor;

/** A subvolume that CLONE commands may copy from. For one thread. Source: send semantics 1.1. */
final class CloneRoot {
  private final Subvolume subvolume;
  private final TreeCursor extents;

  CloneRoot(Subvolume subvolume) {
    this.subvolume = subvolume;
    this.extents = subvolume.cursor();
  }

  long id() {
    return subvolume.id();
  }

  SubvolumeInfo info() {
    return subvolume.info();
  }

  long sizeOf(long inode) {
    return Lookups.inode(subvolume, inode).size();
  }

  long generationOf(long inode) {
    return Lookups.generation(subvolume, inode);
  }

  /**
   * A cursor on the inode's item with the greatest offset of at most {@code offset}, or else on the
   * first one after. It is this root's own: valid until the next call.
   */
  TreeCursor extentsFrom(long inode, long offset) {
    boolean found = extents.seekFloor(inode, ItemType.EXTENT_DATA, offset);
    if (!found || extents.objectid() != inode || extents.type() != ItemType.EXTENT_DATA) {
      extents.seek(inode, ItemType.EXTENT_DATA, offset);
    }
    return extents;
  }

  /** The path of the inode by first names, whatever the progress of the send. */
  byte[] path(long inode) {
    byte[] path = null;
    for (long at = inode; at != ObjectId.FIRST_FREE; ) {
      Link first = Lookups.firstLink(subvolume, at);
      path = path == null ? first.name() : PathBytes.join(first.name(), path);
      PathLimit.check(path.length + 1);
      at = first.parent();
    }
    return path == null ? PathBytes.TOP : path;
  }
}
