package io.btrsend.jobs.output;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Which devices share storage, in a copy of what Linux tells of a machine with many. */
@DisabledOnOs(OS.WINDOWS)
class BlockDevicesTest {
  private static final String DISK = "8:0";
  private static final String FIRST = "8:1";
  private static final String SECOND = "8:2";
  private static final String OTHER_DISK = "8:16";
  private static final String CRYPT = "253:0";
  private static final String VOLUME = "253:1";
  private static final String OTHER_VOLUME = "253:2";
  private static final String ARRAY = "9:0";
  private static final String LOOP = "7:0";
  private static final String LOOP_PARTITION = "259:0";

  @TempDir private Path sys;
  private BlockDevices devices;

  @BeforeEach
  void describeDevices() throws IOException {
    devices = new BlockDevices(Files.createDirectory(sys.resolve("dev")));
    Path disk = device(sys.resolve("sda"), DISK, 1 << 20);
    partition(disk.resolve("sda1"), FIRST, 2048, 4096);
    partition(disk.resolve("sda2"), SECOND, 6144, 100_000);
    device(sys.resolve("sdb"), OTHER_DISK, 1 << 20);
    made(CRYPT, "sda/sda2");
    made(VOLUME, "dm-0");
    made(OTHER_VOLUME, "dm-0");
    Path array = device(sys.resolve("md0"), ARRAY, 1 << 20);
    below(array, "sda/sda1");
    below(array, "sdb");
    Path file = Files.createFile(sys.resolve("file"));
    Path loop = device(sys.resolve("loop0"), LOOP, 8192);
    Files.createDirectory(loop.resolve("loop"));
    Files.writeString(loop.resolve("loop/backing_file"), file + "\n");
    Files.writeString(loop.resolve("loop/offset"), "4096\n");
    partition(loop.resolve("loop0p1"), LOOP_PARTITION, 2048, 2048);
  }

  private Path device(Path directory, String number, long sectors) throws IOException {
    Files.createDirectories(directory.resolve("slaves"));
    Files.writeString(directory.resolve("dev"), number + "\n");
    Files.writeString(directory.resolve("size"), sectors + "\n");
    return Files.createSymbolicLink(sys.resolve("dev").resolve(number), directory);
  }

  private void partition(Path directory, String number, long start, long sectors)
      throws IOException {
    device(directory, number, sectors);
    Files.writeString(directory.resolve("partition"), "1\n");
    Files.writeString(directory.resolve("start"), start + "\n");
  }

  private void made(String number, String of) throws IOException {
    below(device(sys.resolve("dm-" + number.substring(4)), number, 90_000), of);
  }

  private void below(Path device, String part) throws IOException {
    Path link = device.resolve("slaves").resolve(Path.of(part).getFileName());
    Files.createSymbolicLink(link, sys.resolve(part));
  }

  private void assertOverlap(boolean expected, String one, String other) throws IOException {
    Storage first = Storage.ofDevice(devices, one);
    Storage second = Storage.ofDevice(devices, other);
    assertEquals(expected, first.overlaps(second), one + " and " + other);
    assertEquals(expected, second.overlaps(first), other + " and " + one);
  }

  @Test
  void aPartitionLiesOnItsDiskButNotOnItsNeighbour() throws IOException {
    assertOverlap(true, FIRST, FIRST);
    assertOverlap(true, FIRST, DISK);
    assertOverlap(true, SECOND, DISK);
    assertOverlap(false, FIRST, SECOND);
    assertOverlap(false, FIRST, OTHER_DISK);
  }

  @Test
  void aMappedDeviceLiesOnAllThatIsBelow() throws IOException {
    assertOverlap(true, CRYPT, SECOND);
    assertOverlap(true, CRYPT, DISK);
    assertOverlap(true, VOLUME, CRYPT);
    assertOverlap(true, VOLUME, SECOND);
    assertOverlap(true, VOLUME, DISK);
    assertOverlap(false, VOLUME, FIRST);
    assertOverlap(false, VOLUME, OTHER_DISK);
  }

  @Test
  void twoVolumesMadeOfOneDeviceAreApart() throws IOException {
    assertOverlap(false, VOLUME, OTHER_VOLUME);
  }

  @Test
  void anArrayLiesOnAllItsDevices() throws IOException {
    assertOverlap(true, ARRAY, FIRST);
    assertOverlap(true, ARRAY, DISK);
    assertOverlap(true, ARRAY, OTHER_DISK);
    assertOverlap(false, ARRAY, SECOND);
  }

  @Test
  void aPartitionOfALoopDeviceLiesOnTheFile() throws IOException {
    Storage file = Storage.of(sys.resolve("file"));
    assertEquals(true, Storage.ofDevice(devices, LOOP).overlaps(file));
    assertEquals(true, Storage.ofDevice(devices, LOOP_PARTITION).overlaps(file));
    assertOverlap(true, LOOP, LOOP_PARTITION);
  }

  @Test
  void aDeviceThatTheSystemDoesNotDescribeIsItself() throws IOException {
    assertOverlap(true, "1:2", "1:2");
    assertOverlap(false, "1:2", DISK);
  }
}
