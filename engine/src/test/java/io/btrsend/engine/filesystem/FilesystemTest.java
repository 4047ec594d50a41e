package io.btrsend.engine.filesystem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.engine.DamagedRootException;
import io.btrsend.engine.DeviceConflictException;
import io.btrsend.engine.device.Device;
import io.btrsend.engine.format.ObjectId;
import io.btrsend.engine.testing.Fixture;
import io.btrsend.engine.tree.TreeCursor;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Opens small filesystems that the kernel made. */
class FilesystemTest {
  /** Has nodes of 4096 bytes, so that its trees have levels. */
  private static final String DEEP = "s40-many-links-deleted";

  @TempDir Path directory;

  @Test
  void searchesLandWhereAWalkWouldFindThem() {
    try (Filesystem filesystem = open(Fixture.named(DEEP).images())) {
      for (SubvolumeInfo info : filesystem.subvolumes().list()) {
        TreeCursor walk = new TreeCursor(filesystem.blocks(), info.root());
        TreeCursor search = new TreeCursor(filesystem.blocks(), info.root());
        walk.seek(0, 0, 0);
        for (boolean more = walk.valid(); more; more = walk.next()) {
          assertTrue(search.seek(walk.objectid(), walk.type(), walk.offset()));
          assertEquals(walk.slot(), search.slot());
          assertEquals(walk.leaf().address(), search.leaf().address());
          assertFalse(search.seek(walk.objectid(), walk.type() + 1, 0) && !search.valid());
          assertTrue(search.seekFloor(walk.objectid(), walk.type(), walk.offset()));
          assertEquals(walk.slot(), search.slot());
        }
        assertFalse(walk.valid());
        assertTrue(walk.previous());
        assertFalse(search.seek(-1, 255, -1));
        assertTrue(search.previous());
        assertEquals(walk.leaf().key(walk.slot()), search.leaf().key(search.slot()));
      }
    }
  }

  @Test
  void walkingBackMeetsTheSameItems() {
    try (Filesystem filesystem = open(Fixture.named(DEEP).images())) {
      TreeCursor cursor =
          new TreeCursor(filesystem.blocks(), filesystem.tree(ObjectId.EXTENT_TREE));
      int forth = 0;
      cursor.seek(0, 0, 0);
      for (boolean more = cursor.valid(); more; more = cursor.next()) {
        forth++;
      }
      int back = 0;
      while (cursor.previous()) {
        back++;
      }
      assertEquals(forth, back);
      assertFalse(cursor.valid());
      assertTrue(cursor.next());
    }
  }

  @Test
  void aBadCopyIsReplacedAndCounted() throws IOException {
    Path image = copy();
    String first = copyOfTheRootTree(image, 1);
    corrupt(image, first);
    try (Filesystem filesystem = open(List.of(image))) {
      assertTrue(filesystem.subvolumes().list().size() > 1);
      assertEquals(1, filesystem.volume().devices().get(0).repairs());
    }
  }

  @Test
  void bothCopiesBadAreBothNamed() throws IOException {
    Path image = copy();
    String first = copyOfTheRootTree(image, 1);
    String second = copyOfTheRootTree(image, 2);
    corrupt(image, first);
    corrupt(image, second);
    DamagedRootException failure =
        assertThrows(DamagedRootException.class, () -> open(List.of(image)).close());
    assertTrue(failure.getMessage().contains(first), failure.getMessage());
    assertTrue(failure.getMessage().contains(second), failure.getMessage());
  }

  @Test
  void theSameImageTwiceIsRefused() throws IOException {
    Path image = copy();
    DeviceConflictException failure =
        assertThrows(DeviceConflictException.class, () -> open(List.of(image, image)).close());
    assertTrue(failure.getMessage().contains("both device 1"), failure.getMessage());
  }

  @Test
  void twoFilesystemsAtOnceAreRefused() throws IOException {
    Path image = copy();
    Path other = Fixture.named("s01-every-object").images().get(0);
    DeviceConflictException failure =
        assertThrows(DeviceConflictException.class, () -> open(List.of(image, other)).close());
    assertTrue(failure.getMessage().contains(other.toString()), failure.getMessage());
  }

  @Test
  void everySubvolumeIsFoundByItsPathIdAndUuid() {
    for (Fixture fixture : List.of(Fixture.named(DEEP), Fixture.named("s01-every-object"))) {
      try (Filesystem filesystem = open(fixture.images())) {
        Subvolumes subvolumes = filesystem.subvolumes();
        for (SubvolumeInfo info : subvolumes.list()) {
          assertEquals(info, subvolumes.byPath(subvolumes.path(info)).orElseThrow());
          assertEquals(info, subvolumes.byId(info.id()).orElseThrow());
          assertEquals(info, subvolumes.byUuid(info.uuid()).orElseThrow());
          assertEquals(info.root(), filesystem.tree(info.id()));
        }
        assertTrue(filesystem.findTree(123456).isEmpty());
        assertEquals(
            List.of(Device.State.PRESENT),
            filesystem.volume().devices().stream().map(Device::state).toList());
      }
    }
  }

  private Path copy() throws IOException {
    return Files.copy(Fixture.named(DEEP).images().get(0), directory.resolve("copy"));
  }

  private static String copyOfTheRootTree(Path image, int mirror) {
    try (Filesystem filesystem = open(List.of(image))) {
      long address = filesystem.tree(ObjectId.ROOT_TREE).address();
      return filesystem.volume().describe(address, mirror);
    }
  }

  private static void corrupt(Path image, String place) throws IOException {
    long at = Long.parseLong(place.substring(place.lastIndexOf(' ') + 1));
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.seek(at + 200);
      file.write(0x5a);
      file.write(0xa5);
    }
  }

  private static Filesystem open(List<Path> images) {
    return Filesystem.open(images, FilesystemOptions.defaults());
  }
}
