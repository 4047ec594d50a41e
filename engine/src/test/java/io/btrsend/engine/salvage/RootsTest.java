package io.btrsend.engine.salvage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.engine.DamagedRootException;
import io.btrsend.engine.NoSuchRootException;
import io.btrsend.engine.ahead.ReadAheadLimits;
import io.btrsend.engine.device.DeviceSet;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.FilesystemOptions;
import io.btrsend.engine.format.Superblock;
import io.btrsend.engine.image.ImageAccess;
import io.btrsend.engine.testing.Fixture;
import io.btrsend.engine.testing.LostTreeRoot;
import io.btrsend.engine.testing.Qcow2Writer;
import io.btrsend.engine.tree.BlockCache;
import io.btrsend.engine.tree.TreeBlock;
import io.btrsend.engine.tree.TreeRoot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RootsTest {
  private static final long CLUSTER = 64 << 10;
  private static final long FIRST_TABLE = 2 * CLUSTER;

  @TempDir private Path directory;

  private static DeviceSet open(List<Path> images) {
    return DeviceSet.open(
        images.stream().map(Path::toString).toList(),
        ImageAccess.defaults(),
        new ReadAheadLimits(0, 1, Duration.ofSeconds(30)));
  }

  private Path image() throws IOException {
    return LostTreeRoot.unpack(directory.resolve("disk.img"));
  }

  private static void destroy(Path image, long at) throws IOException {
    try (FileChannel file = FileChannel.open(image, StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.allocate(Superblock.LENGTH), at);
    }
  }

  private static Filesystem opened(Path image, String root) {
    return Filesystem.open(
        List.of(image), FilesystemOptions.defaults().with(RootSelection.parse(root)));
  }

  private static Map<Long, RootState.Condition> conditions(
      DeviceSet devices, List<RootCandidate> candidates) {
    RootExamination examination = new RootExamination(devices, 0);
    Map<Long, RootState.Condition> conditions = new TreeMap<>();
    for (RootCandidate candidate : candidates) {
      conditions.put(candidate.generation(), examination.examine(candidate).condition());
    }
    return conditions;
  }

  @Test
  void theCurrentRootIsUnusableAndTheRecordedOnesBeforeItAreComplete() throws IOException {
    try (DeviceSet devices = open(List.of(image()))) {
      RecordedRoots recorded = RecordedRoots.of(devices);
      assertEquals(2, recorded.copies().size());
      assertEquals(List.of("current", "backup:0"), recorded.list().get(0).names());
      assertEquals(
          Map.of(
              9L, RootState.Condition.UNUSABLE,
              8L, RootState.Condition.COMPLETE,
              7L, RootState.Condition.COMPLETE,
              6L, RootState.Condition.COMPLETE),
          conditions(devices, recorded.list()));
    }
  }

  @Test
  void aRootLeadsToTheSubvolumesOfItsTime() throws IOException {
    Path image = image();
    try (Filesystem newer = opened(image, "generation:8");
        Filesystem older = opened(image, "generation:6")) {
      assertEquals(3, newer.subvolumes().list().size());
      assertEquals(1, older.subvolumes().list().size());
      assertEquals(6, older.volume().superblock().generation());
    }
  }

  @Test
  void autoTakesTheNewestCompleteRootAndSaysSoOnce() throws IOException {
    try (Filesystem filesystem = opened(image(), "auto")) {
      assertEquals(8, filesystem.volume().superblock().generation());
      assertEquals(1, filesystem.notices().size());
      String notice = filesystem.notices().get(0);
      assertTrue(
          notice.startsWith(
              "opened at root backup:3 of generation 8, which is complete; the"
                  + " current one: tree block 30867456 of the root tree: "),
          notice);
    }
  }

  @Test
  void autoTakesTheCurrentRootOfASoundFilesystem() {
    Path image = Fixture.named("full-empty").images().get(0);
    try (Filesystem current = opened(image, "current");
        Filesystem filesystem = opened(image, "auto")) {
      assertEquals(
          current.volume().superblock().generation(),
          filesystem.volume().superblock().generation());
    }
  }

  @Test
  void aRootThatIsNotThereIsAnErrorThatNamesThoseThatAre() throws IOException {
    Path image = image();
    NoSuchRootException failure =
        assertThrows(NoSuchRootException.class, () -> opened(image, "generation:5").close());
    assertTrue(failure.getMessage().contains("only of 9, 8, 7, 6;"), failure.getMessage());
    assertThrows(NoSuchRootException.class, () -> opened(image, "backup:4").close());
    assertThrows(NoSuchRootException.class, () -> opened(image, "bytenr:4096").close());
    assertThrows(DamagedRootException.class, () -> opened(image, "backup:0").close());
    assertThrows(DamagedRootException.class, () -> opened(image, "current").close());
  }

  @Test
  void textThatIsNoRootIsRefused() {
    for (String text :
        List.of("", "newest", "backup:", "bytenr:-1", "generation:18446744073709551616")) {
      assertThrows(IllegalArgumentException.class, () -> RootSelection.parse(text), text);
    }
  }

  @Test
  void withoutACompleteRootAutoFails() throws IOException {
    Path image = image();
    LostTreeRoot.forgetBackupRoots(image);
    DamagedRootException failure =
        assertThrows(DamagedRootException.class, () -> opened(image, "auto").close());
    assertTrue(
        failure
            .getMessage()
            .startsWith("none of the roots that the superblocks record is complete"),
        failure.getMessage());
  }

  @Test
  void aScanFindsRootsThatNoSuperblockRecords() throws Exception {
    Path image = image();
    LostTreeRoot.forgetBackupRoots(image);
    try (DeviceSet devices = open(List.of(image))) {
      ScanResult scan = new RootScan(devices).run();
      RecordedRoots recorded = RecordedRoots.of(devices);
      assertEquals(1, recorded.list().size());
      Map<Long, RootState.Condition> conditions =
          conditions(devices, recorded.listWith(scan.roots()));
      assertEquals(RootState.Condition.COMPLETE, conditions.get(8L), conditions.toString());
      assertEquals(RootState.Condition.UNUSABLE, conditions.get(9L), conditions.toString());
    }
    try (Filesystem filesystem = opened(image, "bytenr:" + LostTreeRoot.COMPLETE_ROOT)) {
      assertEquals(8, filesystem.volume().superblock().generation());
      assertEquals(3, filesystem.subvolumes().list().size());
    }
  }

  @Test
  void aScanReadsAllBytesOfAllDevices() throws Exception {
    Fixture fixture = Fixture.named("dev-raid1");
    try (DeviceSet devices = open(fixture.images())) {
      RootScan scan = new RootScan(devices);
      ScanResult result = scan.run();
      assertEquals(fixture.images().size(), result.devices().size());
      assertEquals(scan.totalBytes(), scan.bytesRead());
      assertEquals(devices.superblock().root(), result.roots().get(0).address());
      assertEquals(devices.superblock().generation(), result.roots().get(0).generation());
    }
  }

  /** The clusters beside both copies of the root block cannot be read, nor can the request. */
  @Test
  void aScanGoesOnBesideWhatCannotBeRead() throws Exception {
    Path disk = Qcow2Writer.write(image(), directory.resolve("disk.qcow2"));
    try (FileChannel file = FileChannel.open(disk, StandardOpenOption.WRITE)) {
      for (long copy : List.of(39157760L, 72712192L)) {
        long entry = copy / CLUSTER + 1;
        ByteBuffer beyondTheFile = ByteBuffer.allocate(Long.BYTES).putLong(0, 1L << 40);
        file.write(beyondTheFile, FIRST_TABLE + entry * Long.BYTES);
      }
    }
    try (DeviceSet devices = open(List.of(disk))) {
      ScanResult result = new RootScan(devices).run();
      assertEquals(2 * CLUSTER, result.devices().get(0).unreadable());
      FoundRoot complete = new FoundRoot(8, 0, LostTreeRoot.COMPLETE_ROOT);
      assertTrue(result.roots().contains(complete), result.roots().toString());
    }
  }

  @Test
  void theFirstLeafOfALargerRootTreeIsNotComplete() throws IOException {
    Fixture fixture = Fixture.named("full-nodes-4096");
    try (Filesystem filesystem = Filesystem.open(fixture.images(), FilesystemOptions.defaults());
        DeviceSet devices = open(fixture.images())) {
      Superblock superblock = devices.superblock();
      assertEquals(1, superblock.rootLevel());
      TreeBlock root =
          new BlockCache(filesystem.volume(), 1 << 20, 1 << 20)
              .root(new TreeRoot(1, superblock.root(), superblock.generation(), 1));
      FoundRoot leaf = new FoundRoot(root.childGeneration(0), 0, root.childAddress(0));
      RecordedRoots recorded = RecordedRoots.of(devices);
      RootExamination examination = new RootExamination(devices, 0);
      RootState state = examination.examine(recorded.unrecorded(leaf.root()));
      assertFalse(state.isComplete());
      assertTrue(
          state.problems().contains("the root tree has no entry of the data relocation tree"),
          state.problems().toString());
      assertTrue(examination.examine(recorded.list().get(0)).isComplete());
    }
  }

  @Test
  void aDamagedLeafOfTheRootTreeIsCountedAndTheRestIsSeen() throws IOException {
    Path image = directory.resolve("disk.img");
    Files.copy(Fixture.named("full-nodes-4096").images().get(0), image);
    List<String> places;
    try (Filesystem filesystem = opened(image, "current")) {
      Superblock superblock = filesystem.volume().superblock();
      TreeBlock root =
          new BlockCache(filesystem.volume(), 1 << 20, 1 << 20)
              .root(new TreeRoot(1, superblock.root(), superblock.generation(), 1));
      places = filesystem.volume().describe(root.childAddress(root.itemCount() - 1));
    }
    for (String place : places) {
      destroy(image, Long.parseLong(place.replaceAll(".* at byte ", "")));
    }
    try (DeviceSet devices = open(List.of(image))) {
      RootState state =
          new RootExamination(devices, 0).examine(RecordedRoots.of(devices).list().get(0));
      assertEquals(RootState.Condition.DAMAGED, state.condition());
      assertEquals("the root tree lacks 1 block", state.problems().get(0));
      assertTrue(state.subvolumes() > 0);
    }
  }

  @Test
  void aRootWithoutAChunkTreeIsUnusable() throws IOException {
    try (DeviceSet devices = open(List.of(image()))) {
      Superblock.Root nowhere = new Superblock.Root(4096, 1, 0);
      RootCandidate candidate =
          new RootCandidate(
              devices.superblock().rootTree(), List.of(nowhere), List.of("current"), true);
      RootState state = new RootExamination(devices, 0).examine(candidate);
      assertEquals(RootState.Condition.UNUSABLE, state.condition());
      assertNull(state.chunkTree());
      assertTrue(state.problems().get(0).contains("of the chunk tree"), state.problems().get(0));
    }
  }
}
