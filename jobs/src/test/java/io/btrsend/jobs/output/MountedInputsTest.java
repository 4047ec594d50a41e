package io.btrsend.jobs.output;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What is told of a filesystem that is mounted, in a copy of what Linux says. */
@DisabledOnOs(OS.WINDOWS)
class MountedInputsTest {
  private static final UUID MOUNTED = UUID.randomUUID();
  private static final String SO =
      ", so it may change while it is read: mount it read-only meanwhile, or name a snapshot of the"
          + " device";

  @TempDir private Path root;
  private Path image;

  /** A file behind loop device 0, which is the one device of a filesystem. */
  @BeforeEach
  void describeSystem() throws IOException {
    root = root.toRealPath();
    image = Files.createFile(root.resolve("disk.img"));
    Path loop = Files.createDirectories(root.resolve("sys/devices/loop0"));
    Files.createDirectory(loop.resolve("loop"));
    Files.writeString(loop.resolve("dev"), "7:0\n");
    Files.writeString(loop.resolve("size"), "8192\n");
    Files.writeString(loop.resolve("loop/backing_file"), image + "\n");
    Files.writeString(loop.resolve("loop/offset"), "0\n");
    Path numbers = Files.createDirectories(root.resolve("sys/dev/block"));
    Files.createSymbolicLink(numbers.resolve("7:0"), loop);
    Path members = Files.createDirectories(members());
    Files.createSymbolicLink(members.resolve("loop0"), loop);
    Files.createDirectories(root.resolve("proc/self"));
    Files.createDirectory(root.resolve("dev"));
  }

  private Path members() {
    return root.resolve("sys/fs/btrfs/" + MOUNTED + "/devices");
  }

  private void mounts(String... lines) throws IOException {
    Files.write(root.resolve("proc/self/mountinfo"), List.of(lines));
  }

  private List<String> notices(UUID filesystem, Path... inputs) {
    return new MountedInputs(root).notices(filesystem, List.of(inputs));
  }

  @Test
  void aFileBehindALoopDeviceThatIsMountedForWritingIsTold() throws IOException {
    mounts(
        "22 27 0:21 / /proc rw,relatime - proc proc rw",
        "43 27 0:39 / /my\\040disk rw,relatime shared:5 master:1 - btrfs /dev/loop0 rw,subvol=/");
    assertEquals(
        List.of(image + ": is mounted for writing at /my disk" + SO), notices(MOUNTED, image));
  }

  @Test
  void aReadOnlyMountAtOnePlaceIsStillOneForWritingAtAnother() throws IOException {
    mounts(
        "43 27 0:39 / /a ro,relatime - btrfs /dev/loop0 rw,subvol=/",
        "44 27 0:39 / /b rw,relatime - btrfs /dev/loop0 rw,subvol=/");
    assertEquals(List.of(image + ": is mounted for writing at /a" + SO), notices(MOUNTED, image));
  }

  @Test
  void aDeviceIsKnownByTheLinkThatWasMounted() throws IOException {
    Files.createDirectory(root.resolve("dev/mapper"));
    Files.createFile(root.resolve("dev/loop0"));
    Files.createSymbolicLink(root.resolve("dev/mapper/mine"), Path.of("../loop0"));
    mounts("43 27 0:39 / /mnt rw - btrfs /dev/mapper/mine rw");
    assertEquals(List.of(image + ": is mounted for writing at /mnt" + SO), notices(MOUNTED, image));
  }

  @Test
  void aNameThatIsNotUtf8DoesNotHideAMount() throws IOException {
    Files.write(
        root.resolve("proc/self/mountinfo"),
        "1 2 0:3 / /\u00ff rw - tmpfs none rw\n43 27 0:39 / /mnt rw - btrfs /dev/loop0 rw\n"
            .getBytes(StandardCharsets.ISO_8859_1));
    assertEquals(List.of(image + ": is mounted for writing at /mnt" + SO), notices(MOUNTED, image));
  }

  @Test
  void nothingIsSaidOfAReadOnlyMount() throws IOException {
    mounts("43 27 0:39 / /mnt ro - btrfs /dev/loop0 ro,subvol=/rw");
    assertEquals(List.of(), notices(MOUNTED, image));
  }

  @Test
  void aMountThatCannotBeSeenIsTold() throws IOException {
    mounts("43 27 0:39 / /mnt rw - btrfs /dev/sda rw", "malformed", "1 2 3 4 5 6 - btrfs");
    assertEquals(
        List.of(image + ": is mounted where it cannot be seen whether for writing" + SO),
        notices(MOUNTED, image));
  }

  @Test
  void aCopyOfAMountedFilesystemIsNotMountedItself() throws IOException {
    mounts("43 27 0:39 / /mnt rw - btrfs /dev/loop0 rw");
    Path copy = Files.createFile(root.resolve("copy.img"));
    assertEquals(List.of(), notices(MOUNTED, copy));
  }

  @Test
  void nothingIsSaidOfAFilesystemThatIsNotMounted() {
    assertEquals(List.of(), notices(UUID.randomUUID(), image));
  }

  @Test
  void nothingIsSaidWhileItIsBeingUnmounted() throws IOException {
    Files.delete(root.resolve("sys/devices/loop0/dev"));
    assertEquals(List.of(), notices(MOUNTED, image));
  }

  @Test
  void nothingIsSaidOnOtherSystems() {
    assertEquals(
        List.of(), new MountedInputs(root.resolve("none")).notices(MOUNTED, List.of(image)));
  }
}
