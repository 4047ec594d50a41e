package io.btrsend.engine.filesystem;

import io.btrsend.engine.CorruptFilesystemException;
import io.btrsend.engine.format.ItemType;
import io.btrsend.engine.format.ObjectId;
import io.btrsend.engine.tree.BlockReader;
import io.btrsend.engine.tree.TreeCursor;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;

/**
 * Follows back references from a subvolume up to the top level, entry by entry. Refuses cycles and
 * paths longer than any system allows. Source: on-disk format 6.4.
 */
final class SubvolumePaths {
  private static final int MAX_LENGTH = 65536;
  private static final int MAX_DEPTH = 4096;

  private final BlockReader blocks;
  private final LongFunction<Optional<SubvolumeInfo>> byId;

  SubvolumePaths(BlockReader blocks, LongFunction<Optional<SubvolumeInfo>> byId) {
    this.blocks = blocks;
    this.byId = byId;
  }

  /**
   * The path from the top level, names joined by '/', empty for the top level itself; nothing if no
   * directory has an entry for the subvolume or for one that contains it.
   */
  Optional<byte[]> path(SubvolumeInfo subvolume) {
    PathBuilder path = new PathBuilder();
    Set<Long> visited = new HashSet<>();
    SubvolumeInfo current = subvolume;
    while (current.id() != ObjectId.FS_TREE) {
      if (!visited.add(current.id())) {
        throw new CorruptFilesystemException(
            "subvolume " + subvolume.id() + ": contains itself by way of " + current.id());
      }
      Optional<SubvolumeInfo> parent = byId.apply(current.parentId());
      if (current.name().length == 0 || parent.isEmpty()) {
        return Optional.empty();
      }
      path.prepend(current.name());
      prependDirectories(path, parent.get(), current.directory());
      if (path.length() > MAX_LENGTH) {
        throw new CorruptFilesystemException(
            "subvolume " + subvolume.id() + ": its path is longer than " + MAX_LENGTH + " bytes");
      }
      current = parent.get();
    }
    return Optional.of(path.toBytes());
  }

  /** Prepends the names of a directory and of all above it up to the top of the subvolume. */
  private void prependDirectories(PathBuilder path, SubvolumeInfo in, long directory) {
    TreeCursor cursor = new TreeCursor(blocks, in.root());
    int depth = 0;
    for (long current = directory; current != ObjectId.FIRST_FREE; current = cursor.offset()) {
      cursor.seek(current, ItemType.INODE_REF, 0);
      boolean found =
          cursor.valid() && cursor.objectid() == current && cursor.type() == ItemType.INODE_REF;
      if (!found || ++depth > MAX_DEPTH) {
        throw new CorruptFilesystemException(
            String.format(
                "subvolume %d: directory %s is not reachable from its top",
                in.id(), Long.toUnsignedString(current)));
      }
      path.prepend(Links.first(cursor.leaf(), cursor.slot()).name());
    }
  }
}
