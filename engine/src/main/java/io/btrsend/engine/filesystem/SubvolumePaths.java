package io.btrsend.engine.filesystem;

import io.btrsend.engine.CorruptFilesystemException;
import io.btrsend.engine.format.ItemType;
import io.btrsend.engine.format.ObjectId;
import io.btrsend.engine.tree.BlockReader;
import io.btrsend.engine.tree.TreeCursor;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;

/**
 * Climbs from a subvolume to the top level by back references, entry by entry. Cycles and paths
 * longer than any system allows are refused. Source: on-disk format 6.4.
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
   * The path from the top level, names joined by '/', empty for the top level itself; nothing if
   * the subvolume, or one that contains it, has no entry anywhere.
   */
  Optional<byte[]> path(SubvolumeInfo subvolume) {
    Deque<byte[]> names = new ArrayDeque<>();
    Set<Long> visited = new HashSet<>();
    int length = 0;
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
      names.addFirst(current.name());
      length += current.name().length + 1 + climb(parent.get(), current.directory(), names);
      if (length > MAX_LENGTH) {
        throw new CorruptFilesystemException(
            "subvolume " + subvolume.id() + ": its path is longer than " + MAX_LENGTH + " bytes");
      }
      current = parent.get();
    }
    return Optional.of(join(names));
  }

  /**
   * Puts the names of the directories from the top of a subvolume down to one before the others.
   */
  private int climb(SubvolumeInfo in, long directory, Deque<byte[]> names) {
    TreeCursor cursor = new TreeCursor(blocks, in.root());
    int length = 0;
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
      byte[] name = Links.first(cursor.leaf(), cursor.slot()).name();
      names.addFirst(name);
      length += name.length + 1;
    }
    return length;
  }

  private static byte[] join(Deque<byte[]> names) {
    ByteArrayOutputStream path = new ByteArrayOutputStream();
    for (byte[] name : names) {
      if (path.size() > 0) {
        path.write('/');
      }
      path.writeBytes(name);
    }
    return path.toByteArray();
  }
}
