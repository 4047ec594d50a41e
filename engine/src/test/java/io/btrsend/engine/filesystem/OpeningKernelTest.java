package io.btrsend.engine.filesystem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.engine.DeviceConflictException;
import io.btrsend.engine.EngineException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be opened: unusual ways to name, format, damage and combine images. */
@Tag("kernel")
class OpeningKernelTest {
  private static final String CONTENT =
      """
      for i in $(seq 300); do head -c $((i * 97)) /dev/urandom > small$i; done
      head -c 5000000 /dev/urandom > large
      """;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-n 65536",
        "-M",
        "-O ^no-holes,^skinny-metadata,^extref",
        "-R quota",
        "-R ^free-space-tree",
        "--csum sha256 -n 32768 -m single"
      })
  void featuresDoNotMatter(String mkfs) {
    KernelFilesystem made = KernelFilesystem.make(directory, 1, "256M", mkfs, CONTENT);
    requireSound(made.images(), 0);
  }

  @Test
  void aPrimarySuperblockThatIsGoneIsReplacedByAMirror() {
    KernelFilesystem made =
        KernelFilesystem.make(directory, 2, "256M", "-d raid1 -m raid1", CONTENT);
    made.shell("dd if=/dev/zero of=disk1 bs=64k seek=1 count=1 conv=notrunc status=none");
    requireSound(List.of(made.image(1)), 2);
    requireSound(made.images(), 1);
  }

  @Test
  void anImageWithoutSuperblockIsLeftOutWithANotice() {
    KernelFilesystem made =
        KernelFilesystem.make(directory, 2, "256M", "-d raid1 -m raid1", CONTENT);
    made.shell("head -c 268435456 /dev/urandom > disk2");
    requireSound(made.images(), 2);
  }

  @Test
  void aPartitionIsFoundByItselfOrByName() {
    KernelFilesystem made = KernelFilesystem.make(directory, 1, "256M", "", CONTENT);
    made.shell(
        """
        truncate -s 600M whole
        dd if=disk1 of=whole bs=1M seek=1 conv=notrunc,sparse status=none
        entry() { printf '\\x00\\x00\\x00\\x00\\x83\\x00\\x00\\x00'; printf "$1"; printf "$2"; }
        {
          entry '\\x00\\x08\\x00\\x00' '\\x00\\x00\\x08\\x00'
          entry '\\x00\\x08\\x09\\x00' '\\x00\\x00\\x08\\x00'
        } | dd of=whole bs=1 seek=446 conv=notrunc status=none
        printf '\\x55\\xaa' | dd of=whole bs=1 seek=510 conv=notrunc status=none
        """);
    requireSound(List.of(directory.resolve("whole")), 0);
    requireSound(List.of(directory.resolve("whole@p1")), 0);
    requireSound(List.of(directory.resolve("whole@1048576")), 0);
    assertThrows(
        DeviceConflictException.class, () -> open(List.of(directory.resolve("whole@p7"))).close());

    made.shell("dd if=disk1 of=whole bs=1M seek=289 conv=notrunc,sparse status=none");
    EngineException several =
        assertThrows(
            DeviceConflictException.class, () -> open(List.of(directory.resolve("whole"))).close());
    assertTrue(several.getMessage().contains("whole@p1, "), several.getMessage());
    assertTrue(several.getMessage().contains("whole@p2"), several.getMessage());
  }

  @Test
  void aSproutIsReadWithItsSeed() {
    KernelFilesystem made = KernelFilesystem.make(directory, 1, "256M", "", CONTENT);
    made.shell(
        """
        btrfstune -S 1 disk1
        truncate -s 256M sprout
        mkdir -p mnt
        seed=$(losetup -f --show disk1); grown=$(losetup -f --show sprout)
        trap 'umount mnt; losetup -d $seed $grown' EXIT
        mount $seed mnt
        btrfs -q device add -f $grown mnt
        mount -o remount,rw mnt
        head -c 3000000 /dev/urandom > mnt/new
        rm mnt/small2*
        sync
        """);
    Path sprout = directory.resolve("sprout");
    requireSound(List.of(sprout, made.image(1)), 0);
    requireSound(List.of(made.image(1)), 0);
    try (Filesystem filesystem = open(List.of(made.image(1), sprout))) {
      assertEquals(2, filesystem.deviceItems().size());
      assertNotEquals(
          filesystem.deviceItems().get(0).fsid(), filesystem.deviceItems().get(1).fsid());
    }
  }

  @Test
  void aSeedThatWasChangedIsRefused() {
    KernelFilesystem made = KernelFilesystem.make(directory, 1, "256M", "", CONTENT);
    made.shell(
        """
        btrfstune -S 1 disk1
        truncate -s 256M sprout
        mkdir -p mnt
        seed=$(losetup -f --show disk1); grown=$(losetup -f --show sprout)
        trap 'umount mnt; losetup -d $seed $grown' EXIT
        mount $seed mnt
        btrfs -q device add -f $grown mnt
        """);
    made.shell("btrfstune -f -S 0 disk1");
    made.mounted("", "echo changed > changed");
    EngineException failure =
        assertThrows(
            DeviceConflictException.class,
            () -> open(List.of(made.image(1), directory.resolve("sprout"))).close());
    assertTrue(failure.getMessage().contains("disk1"), failure.getMessage());
  }

  @Test
  void aChangedMetadataUuidIsUnderstood() {
    KernelFilesystem made = KernelFilesystem.make(directory, 1, "256M", "", CONTENT);
    made.shell("btrfstune -m disk1");
    requireSound(made.images(), 0);
    try (Filesystem filesystem = open(made.images())) {
      assertNotEquals(
          filesystem.volume().superblock().fsid(), filesystem.volume().superblock().metadataUuid());
    }
  }

  @Test
  void usageAddsUpToWhatTheSuperblockSays() {
    KernelFilesystem made =
        KernelFilesystem.make(directory, 3, "320M", "-d raid5 -m raid1c3", CONTENT);
    try (Filesystem filesystem = open(made.images())) {
      List<SpaceUsage> usages = SpaceUsage.of(filesystem);
      long used = 0;
      for (SpaceUsage usage : usages) {
        assertTrue(usage.used() <= usage.allocated(), usage.toString());
        used += usage.used();
      }
      assertEquals(filesystem.volume().superblock().bytesUsed(), used);
      long allocated = filesystem.deviceItems().stream().mapToLong(item -> item.bytesUsed()).sum();
      assertEquals(allocated, usages.stream().mapToLong(SpaceUsage::onDevices).sum());
    }
  }

  private static void requireSound(List<Path> images, int notices) {
    try (Filesystem filesystem = open(images)) {
      Scrub scrub = Scrub.of(filesystem);
      assertEquals(scrub.units, scrub.readable, scrub.toString());
      assertTrue(scrub.units > 1000, scrub.toString());
      assertEquals(notices, filesystem.notices().size(), filesystem.notices().toString());
    }
  }

  private static Filesystem open(List<Path> images) {
    return Filesystem.open(images, FilesystemOptions.defaults());
  }
}
