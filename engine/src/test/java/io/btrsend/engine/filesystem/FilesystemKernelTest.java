package io.btrsend.engine.filesystem;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.engine.format.ItemType;
import io.btrsend.engine.format.ObjectId;
import io.btrsend.engine.tree.TreeBlock;
import io.btrsend.engine.tree.TreeCursor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("kernel")
class FilesystemKernelTest {
  private static final String MANY_FILES = "for i in $(seq 3000); do echo $i > file$i; done";

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "crc32c, 4096",
    "crc32c, 16384",
    "crc32c, 65536",
    "xxhash, 16384",
    "sha256, 4096",
    "blake2, 16384"
  })
  void readsEveryItemThatTheKernelWrote(String checksum, int nodeSize) {
    KernelFilesystem made =
        KernelFilesystem.make(
            directory, 1, "256M", "--csum " + checksum + " -n " + nodeSize, MANY_FILES);
    try (Filesystem filesystem = open(made)) {
      TreeCursor cursor = new TreeCursor(filesystem.blocks(), filesystem.tree(ObjectId.FS_TREE));
      int inodes = 0;
      cursor.seek(0, 0, 0);
      for (boolean more = cursor.valid(); more; more = cursor.next()) {
        inodes += cursor.type() == ItemType.INODE_ITEM ? 1 : 0;
      }
      assertEquals(3001, inodes);
    }
  }

  @Test
  void searchesLandWhereAWalkWouldFindThem() {
    KernelFilesystem made = KernelFilesystem.make(directory, 1, "256M", "-n 4096", MANY_FILES);
    try (Filesystem filesystem = open(made)) {
      TreeCursor walk = new TreeCursor(filesystem.blocks(), filesystem.tree(ObjectId.FS_TREE));
      TreeCursor search = new TreeCursor(filesystem.blocks(), filesystem.tree(ObjectId.FS_TREE));
      walk.seek(0, 0, 0);
      int step = 0;
      List<TreeBlock> leaves = new ArrayList<>();
      for (boolean more = walk.valid(); more; more = walk.next()) {
        if (leaves.isEmpty() || leaves.get(leaves.size() - 1) != walk.leaf()) {
          leaves.add(walk.leaf());
        }
        if (++step % 7 != 0) {
          continue;
        }
        assertTrue(search.seek(walk.objectid(), walk.type(), walk.offset()));
        assertEquals(walk.leaf().address(), search.leaf().address());
        assertEquals(walk.slot(), search.slot());
        assertTrue(search.seekFloor(walk.objectid(), walk.type(), walk.offset()));
        search.seek(walk.objectid(), walk.type(), walk.offset() + 1);
        search.previous();
        assertEquals(walk.leaf().key(walk.slot()), search.leaf().key(search.slot()));
      }
      assertTrue(leaves.size() > 100, "several levels: " + leaves.size() + " leaves");
    }
  }

  @Test
  void listsSubvolumesLikeTheKernel() {
    KernelFilesystem made =
        KernelFilesystem.make(
            directory,
            1,
            "256M",
            "",
            """
            btrfs -q subvolume create a
            mkdir -p a/x/y; btrfs -q subvolume create a/x/y/b
            btrfs -q subvolume snapshot -r a s
            btrfs -q subvolume snapshot -r a/x/y/b gone
            btrfs -q subvolume delete gone
            btrfs subvolume list -u -q -p . > ../list
            """);
    try (Filesystem filesystem = open(made)) {
      Subvolumes subvolumes = filesystem.subvolumes();
      TreeSet<String> paths = new TreeSet<>();
      for (SubvolumeInfo info : subvolumes.list()) {
        String path = new String(subvolumes.path(info), UTF_8);
        paths.add(info.id() + " " + path + (info.readOnly() ? " ro" : ""));
        assertEquals(info, subvolumes.byPath(path.getBytes(UTF_8)).orElseThrow());
        assertEquals(info, subvolumes.byUuid(info.uuid()).orElseThrow());
      }
      assertEquals(List.of("256 a", "257 a/x/y/b", "258 s ro", "5 "), List.copyOf(paths));
      SubvolumeInfo a = subvolumes.byPath("/a/".getBytes(UTF_8)).orElseThrow();
      SubvolumeInfo s = subvolumes.byPath("s".getBytes(UTF_8)).orElseThrow();
      assertEquals(a.uuid(), s.parentUuid());
      assertTrue(made.shell("cat list").contains("uuid " + s.uuid() + " path s"));
      assertArrayEquals(
          "a/x/y/b".getBytes(UTF_8), subvolumes.closestPaths("a/x/bb".getBytes(UTF_8), 1).get(0));
      assertTrue(subvolumes.byPath("a/x/b".getBytes(UTF_8)).isEmpty());
    }
  }

  private static Filesystem open(KernelFilesystem made) {
    return Filesystem.open(made.images(), FilesystemOptions.defaults());
  }
}
