package io.btrsend.engine.filesystem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.engine.DeviceConflictException;
import io.btrsend.engine.EngineException;
import io.btrsend.engine.MissingDeviceException;
import io.btrsend.engine.device.Device;
import io.btrsend.engine.format.ObjectId;
import io.btrsend.engine.volume.Chunk;
import io.btrsend.engine.volume.Volume;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("kernel")
class RaidKernelTest {
  private static final String CONTENT =
      """
      for i in $(seq 400); do head -c $((i * 97)) /dev/urandom > small$i; done
      head -c 9000000 /dev/urandom > large
      """;

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "1, single, dup",
    "3, raid0, raid1",
    "2, raid1, raid1",
    "3, raid1c3, raid1c3",
    "4, raid1c4, raid1c4",
    "4, raid10, raid10",
    "6, raid10, raid1c4",
    "2, raid5, raid5",
    "3, raid5, raid1",
    "5, raid5, raid5",
    "3, raid6, raid1c3",
    "4, raid6, raid6",
    "5, raid6, raid1c3",
    "7, raid6, raid6"
  })
  void everyWayGivesTheRightBytes(int devices, String data, String metadata) {
    KernelFilesystem made = make(devices, data, metadata);
    try (Filesystem filesystem = open(made.images())) {
      Scrub scrub = Scrub.of(filesystem);
      assertEquals(scrub.ways, scrub.goodWays, scrub.toString());
      assertTrue(scrub.units > 2000, scrub.toString());
      assertEquals(List.of(), filesystem.notices());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2, raid1, raid1, 1",
    "3, raid1c3, raid1c3, 2",
    "4, raid1c4, raid1c4, 3",
    "4, raid10, raid10, 1",
    "3, raid5, raid1, 1",
    "4, raid5, raid5, 1",
    "3, raid6, raid1c3, 2",
    "5, raid6, raid6, 2"
  })
  void missingDevicesDoNotMatterWhereThereIsRedundancy(
      int devices, String data, String metadata, int lost) {
    KernelFilesystem made = make(devices, data, metadata);
    for (List<Path> left : without(made.images(), lost)) {
      try (Filesystem filesystem = open(left)) {
        Scrub scrub = Scrub.of(filesystem);
        assertEquals(scrub.units, scrub.readable, left + ": " + scrub);
        assertEquals(lost, filesystem.notices().size(), filesystem.notices().toString());
        assertEquals(
            lost,
            filesystem.volume().devices().stream()
                .filter(device -> device.state() == Device.State.MISSING)
                .count());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"2, raid0, raid1, 1", "3, raid5, raid1c3, 2", "4, raid6, raid1c4, 3"})
  void whatIsOnMissingDevicesOnlyIsMissing(int devices, String data, String metadata, int lost) {
    KernelFilesystem made = make(devices, data, metadata);
    try (Filesystem filesystem = open(made.images().subList(lost, devices))) {
      Scrub scrub = Scrub.of(filesystem);
      assertTrue(scrub.readable < scrub.units, scrub.toString());
    }
  }

  @Test
  void aFilesystemWithoutItsMetadataNamesTheMissingDevice() {
    KernelFilesystem made = make(2, "raid0", "raid0");
    // The root of the root tree lies on one of the two, and which one is up to the kernel.
    int failures = 0;
    for (int given = 0; given < 2; given++) {
      try {
        open(made.images().subList(given, given + 1)).close();
      } catch (MissingDeviceException e) {
        failures++;
        assertTrue(e.getMessage().contains("device " + (2 - given)), e.getMessage());
      }
    }
    assertTrue(failures > 0, "both halves could be opened alone");
  }

  @ParameterizedTest
  @CsvSource({
    "2, raid1, raid1",
    "4, raid10, raid10",
    "3, raid5, raid5",
    "4, raid6, raid6",
    "3, raid1c3, raid1c3"
  })
  void aDeviceFullOfGarbageIsReadAround(int devices, String data, String metadata)
      throws IOException {
    KernelFilesystem made = make(devices, data, metadata);
    int bad = firstMetadataDevice(made.images());
    fillWithGarbage(made.image(bad));
    try (Filesystem filesystem = open(made.images())) {
      Scrub scrub = Scrub.of(filesystem);
      assertEquals(scrub.units, scrub.readable, scrub.toString());
      long repairs =
          filesystem.volume().devices().stream()
              .filter(device -> device.devid() == bad)
              .mapToLong(Device::repairs)
              .sum();
      assertTrue(repairs > 0, "repairs counted against the bad device");
    }
  }

  @ParameterizedTest
  @CsvSource({"4, raid6, raid6", "3, raid1c3, raid1c3"})
  void oneMissingAndOneBadDeviceAreSurvivedTogether(int devices, String data, String metadata)
      throws IOException {
    KernelFilesystem made = make(devices, data, metadata);
    fillWithGarbage(made.image(1));
    try (Filesystem filesystem = open(made.images().subList(0, devices - 1))) {
      Scrub scrub = Scrub.of(filesystem);
      assertEquals(scrub.units, scrub.readable, scrub.toString());
    }
  }

  @Test
  void theOrderOfTheImagesDoesNotMatter() {
    List<Path> images = new ArrayList<>(make(4, "raid10", "raid1c3").images());
    Collections.reverse(images);
    try (Filesystem filesystem = open(images)) {
      Scrub scrub = Scrub.of(filesystem);
      assertEquals(scrub.ways, scrub.goodWays, scrub.toString());
    }
  }

  @Test
  void aDeviceThatMissedCommitsIsStale() throws IOException {
    KernelFilesystem made = make(2, "raid1", "raid1");
    Path old = directory.resolve("old");
    Files.copy(made.image(2), old);
    made.mounted("", "head -c 3000000 /dev/urandom > large; rm small1*; echo new > new");
    Files.copy(old, made.image(2), StandardCopyOption.REPLACE_EXISTING);
    try (Filesystem filesystem = open(made.images())) {
      Scrub scrub = Scrub.of(filesystem);
      assertEquals(scrub.units, scrub.readable, scrub.toString());
      assertTrue(scrub.goodWays < scrub.ways, scrub.toString());
      Device second = filesystem.volume().devices().get(1);
      assertEquals(Device.State.STALE, second.state());
      assertEquals(0, second.repairs());
      long data = filesystem.volume().chunks().get(0).start();
      assertEquals(1, filesystem.volume().currentMirrorCount(data));
    }
    List<Path> twice = List.of(made.image(1), made.image(2), old);
    EngineException failure =
        assertThrows(DeviceConflictException.class, () -> open(twice).close());
    assertTrue(failure.getMessage().contains("disk2"), failure.getMessage());
    assertTrue(failure.getMessage().contains("old"), failure.getMessage());
  }

  /** The kernel does not write to a chunk of which more devices are gone than it can do without. */
  @ParameterizedTest
  @CsvSource({
    "2, single, 1, true",
    "2, raid0, 1, true",
    "2, raid1, 1, false",
    "2, raid1, 2, true",
    "3, raid1c3, 2, false",
    "4, raid10, 1, false",
    "4, raid10, 2, true",
    "3, raid5, 1, false",
    "3, raid5, 2, true",
    "4, raid6, 2, false",
    "4, raid6, 3, true"
  })
  void oldSuperblocksMatterWhereAChunkCouldBeWrittenWithoutTheirDevices(
      int devices, String data, int old, boolean complete) {
    // The third and fourth device keep the filesystem's generation where both of the others are
    // old.
    int others = old == devices ? 1 : 0;
    KernelFilesystem made = make(devices + others, data, "raid1");
    made.shell("for i in $(seq %d); do cp --sparse=always disk$i old$i; done".formatted(old));
    made.mounted("nodatasum", "head -c 3000000 /dev/urandom > later");
    made.shell(
        """
        for i in $(seq %d); do
          for at in 16 16384; do
            dd if=old$i of=disk$i bs=4096 skip=$at seek=$at count=1 conv=notrunc status=none
          done
        done
        """
            .formatted(old));
    try (Filesystem filesystem = open(made.images())) {
      Volume volume = filesystem.volume();
      List<Device> lagging =
          volume.devices().stream().filter(each -> each.state() == Device.State.STALE).toList();
      assertEquals(old, lagging.size());
      int seen = 0;
      for (Chunk chunk : volume.chunks()) {
        boolean matters = chunk.devices().stream().anyMatch(lagging::contains);
        boolean whole = data.equals("single") || chunk.devices().containsAll(lagging);
        if (chunk.profile().label().equals(data) && matters && whole) {
          seen++;
          boolean everywhere = true;
          for (int piece = 0; piece < chunk.devices().size(); piece++) {
            long at = chunk.start() + piece * 65536L;
            everywhere &= volume.currentMirrorCount(at) == volume.mirrorCount(at);
          }
          assertEquals(complete, everywhere, data);
        }
      }
      assertTrue(seen > 0, "a chunk on all devices with old superblocks");
    }
  }

  @Test
  void chunksWrittenWhileDegradedAreReadLikeAnyOther() throws IOException {
    KernelFilesystem made = make(2, "raid1", "raid1");
    Path aside = Files.move(made.image(2), directory.resolve("aside"));
    made.shell(
        """
        mkdir -p mnt
        loop=$(losetup -f --show disk1)
        trap 'umount mnt; losetup -d $loop' EXIT
        mount -o degraded $loop mnt
        head -c 4000000 /dev/urandom > mnt/later
        sync
        """);
    try (Filesystem filesystem = open(List.of(made.image(1)))) {
      Scrub scrub = Scrub.of(filesystem);
      assertEquals(scrub.units, scrub.readable, scrub.toString());
    }
    try (Filesystem filesystem = open(List.of(aside, made.image(1)))) {
      Scrub scrub = Scrub.of(filesystem);
      assertEquals(scrub.units, scrub.readable, scrub.toString());
      assertTrue(filesystem.notices().get(0).contains("aside"), filesystem.notices().toString());
    }
  }

  @Test
  void sectorsThatAreBadHereAndThereAreReadAround() throws IOException {
    KernelFilesystem made = make(5, "raid6", "raid1c3");
    Random random = new Random(2);
    byte[] garbage = new byte[4096];
    for (int number : List.of(2, 4)) {
      try (RandomAccessFile file = new RandomAccessFile(made.image(number).toFile(), "rw")) {
        for (long at = 1 << 20; at < file.length() - garbage.length; at += 4096) {
          if (at != 64L << 20 && random.nextInt(3) == 0) {
            random.nextBytes(garbage);
            file.seek(at);
            file.write(garbage);
          }
        }
      }
    }
    try (Filesystem filesystem = open(made.images())) {
      Scrub scrub = Scrub.of(filesystem);
      assertEquals(scrub.units, scrub.readable, scrub.toString());
      assertTrue(scrub.goodWays < scrub.ways, scrub.toString());
    }
  }

  @Test
  void anImageOfAnotherFilesystemIsRefusedByName() throws IOException {
    Path other = Files.createDirectory(directory.resolve("other"));
    KernelFilesystem foreign = KernelFilesystem.make(other, 1, "128M", "", "echo");
    KernelFilesystem made = make(2, "raid1", "raid1");
    List<Path> images = new ArrayList<>(made.images());
    images.add(foreign.image(1));
    EngineException failure =
        assertThrows(DeviceConflictException.class, () -> open(images).close());
    assertTrue(failure.getMessage().contains("other/disk1"), failure.getMessage());
  }

  @Test
  void aRemovedDeviceIsNotNeeded() {
    KernelFilesystem made = make(3, "raid1", "raid1");
    made.mounted("", "btrfs device remove 3 .");
    try (Filesystem filesystem = open(made.images().subList(0, 2))) {
      Scrub scrub = Scrub.of(filesystem);
      assertEquals(scrub.ways, scrub.goodWays, scrub.toString());
      assertEquals(List.of(), filesystem.notices());
    }
  }

  private KernelFilesystem make(int devices, String data, String metadata) {
    return KernelFilesystem.make(
        directory, devices, "320M", "-d " + data + " -m " + metadata, CONTENT);
  }

  private static Filesystem open(List<Path> images) {
    return Filesystem.open(images, FilesystemOptions.defaults());
  }

  /** The device that the first copy of some metadata is read from. */
  private static int firstMetadataDevice(List<Path> images) {
    try (Filesystem filesystem = open(images)) {
      long root = filesystem.tree(ObjectId.ROOT_TREE).address();
      String from = filesystem.volume().describe(root, 1);
      for (Device device : filesystem.volume().devices()) {
        if (from.startsWith(device.name() + " ")) {
          return (int) device.devid();
        }
      }
      throw new AssertionError(from);
    }
  }

  /** Every choice of images that leaves out {@code lost} of them. */
  private static List<List<Path>> without(List<Path> images, int lost) {
    List<List<Path>> choices = new ArrayList<>();
    for (int mask = 0; mask < 1 << images.size(); mask++) {
      if (Integer.bitCount(mask) == lost) {
        List<Path> left = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
          if ((mask & 1 << i) == 0) {
            left.add(images.get(i));
          }
        }
        choices.add(left);
      }
    }
    return choices;
  }

  /** Overwrites all of a device that is in use but the copies of its superblock. */
  private static void fillWithGarbage(Path image) throws IOException {
    Random random = new Random(1);
    byte[] garbage = new byte[1 << 20];
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      for (long at = 1 << 20; at < file.length(); at += garbage.length) {
        if (at != 64L << 20) {
          random.nextBytes(garbage);
          file.seek(at);
          file.write(garbage);
        }
      }
    }
  }
}
