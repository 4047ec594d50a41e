package io.btrsend.engine.send.resolve;

import io.btrsend.engine.filesystem.Link;
import io.btrsend.engine.filesystem.PathBuilder;
import io.btrsend.engine.filesystem.Subvolume;
import io.btrsend.engine.filesystem.SubvolumeInfo;
import io.btrsend.engine.format.ItemType;
import io.btrsend.engine.format.ObjectId;
import io.btrsend.engine.send.SendRequest;
import io.btrsend.engine.tree.BlockReader;
import io.btrsend.engine.tree.TreeCursor;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** A subvolume that CLONE commands can copy from. For one thread. Source: send semantics 1.1. */
final class CloneRoot {
  private final Subvolume subvolume;
  private final TreeCursor extents;

  CloneRoot(Subvolume subvolume) {
    this.subvolume = subvolume;
    this.extents = subvolume.cursor();
  }

  /** The distinct clone roots by ascending id, including the subvolume being sent. */
  static List<CloneRoot> openAll(SendRequest request, BlockReader blocks) {
    SortedMap<Long, SubvolumeInfo> byId = new TreeMap<>();
    request.cloneSources().forEach(source -> byId.put(source.id(), source));
    byId.put(request.subvolume().id(), request.subvolume());
    List<CloneRoot> roots = new ArrayList<>();
    byId.values().forEach(info -> roots.add(new CloneRoot(new Subvolume(blocks, info))));
    return roots;
  }

  long id() {
    return subvolume.id();
  }

  SubvolumeInfo info() {
    return subvolume.info();
  }

  long sizeOf(long inode) {
    return RequiredLookups.inode(subvolume, inode).size();
  }

  long generationOf(long inode) {
    return RequiredLookups.generation(subvolume, inode);
  }

  /**
   * A cursor on the last item of the inode at or before {@code offset}, or else on the first one
   * after it. The cursor belongs to this root and is valid until the next call.
   */
  TreeCursor extentsFrom(long inode, long offset) {
    boolean found = extents.seekFloor(inode, ItemType.EXTENT_DATA, offset);
    if (!found || extents.objectid() != inode || extents.type() != ItemType.EXTENT_DATA) {
      extents.seek(inode, ItemType.EXTENT_DATA, offset);
    }
    return extents;
  }

  /** The path of the inode by its first names, independent of the progress of the send. */
  byte[] path(long inode) {
    PathBuilder path = new PathBuilder();
    for (long at = inode; at != ObjectId.FIRST_FREE; ) {
      Link first = RequiredLookups.firstLink(subvolume, at);
      path.prepend(first.name());
      PathLimit.check(path.length() + 1);
      at = first.parent();
    }
    return path.toBytes();
  }
}
