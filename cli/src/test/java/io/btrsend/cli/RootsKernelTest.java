package io.btrsend.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.FilesystemOptions;
import io.btrsend.engine.filesystem.KernelFilesystem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Filesystems of several commits whose last root tree was destroyed. */
@Tag("kernel")
class RootsKernelTest {
  /** A snapshot and its stream, then commits that leave it alone. */
  private static final String SCRIPT =
      """
      btrfs -q subvolume create home
      head -c 300000 /dev/urandom > home/file
      cp --reflink=always home/file home/clone
      for i in 1 2 3 4 5 6 7 8 9; do echo $i > home/small$i; done
      btrfs -q subvolume snapshot -r home monday
      sync
      btrfs -q send -f ../kernel.stream monday
      for i in 1 2 3 4 5 6; do echo $i > home/later$i; sync; done
      """;

  private static final int BLOCK = 4096;

  @TempDir private Path directory;

  private KernelFilesystem made(int devices, String mkfs) {
    KernelFilesystem made = KernelFilesystem.make(directory, devices, "200M", mkfs, "true");
    made.mounted("nodiscard", SCRIPT);
    return made;
  }

  private static String[] arguments(KernelFilesystem made, String... options) {
    List<String> arguments = new ArrayList<>(List.of(options));
    made.images().forEach(image -> arguments.add(image.toString()));
    return arguments.toArray(String[]::new);
  }

  /** Overwrites every copy of the block at the root of the root tree. */
  private static void destroyTheCurrentRoot(KernelFilesystem made) throws IOException {
    List<String> places;
    try (Filesystem filesystem = Filesystem.open(made.images(), FilesystemOptions.defaults())) {
      places = filesystem.volume().describe(filesystem.volume().superblock().root());
    }
    assertTrue(places.size() > 1, places.toString());
    for (String place : places) {
      int end = place.indexOf(" at byte ");
      Path image = Path.of(place.substring(0, end));
      long at = Long.parseLong(place.substring(end + " at byte ".length()));
      try (FileChannel file = FileChannel.open(image, StandardOpenOption.WRITE)) {
        file.write(ByteBuffer.allocate(BLOCK), at);
      }
    }
  }

  private void olderRootsGiveTheKernelsStream(KernelFilesystem made) throws IOException {
    destroyTheCurrentRoot(made);
    CommandRun roots = CommandRun.of(arguments(made, "roots"));
    assertEquals(ExitCode.SUCCESS, roots.exitCode(), roots.err());
    List<String> lines =
        roots.out().lines().dropWhile(line -> !line.startsWith("ROOT ")).skip(1).toList();
    assertEquals(4, lines.size(), roots.out());
    assertTrue(lines.get(0).matches("current,backup:. .* unusable: .*"), roots.out());
    assertTrue(lines.get(1).matches("backup:. .* 3 complete"), roots.out());
    Path stream = directory.resolve("own.stream");
    String[] send = arguments(made, "send", "--root=auto", "-s", "monday", "-f", stream.toString());
    CommandRun sent = CommandRun.of(send);
    assertEquals(ExitCode.SUCCESS, sent.exitCode(), sent.err());
    assertTrue(sent.err().startsWith("btrsend: opened at root backup:"), sent.err());
    assertArrayEquals(
        Files.readAllBytes(directory.resolve("kernel.stream")), Files.readAllBytes(stream));
  }

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void withBothCopiesOfTheRootGoneAnOlderCommitIsSent() throws IOException {
    olderRootsGiveTheKernelsStream(made(1, "-m dup"));
  }

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void onTwoDevicesToo() throws IOException {
    olderRootsGiveTheKernelsStream(made(2, "-m raid1 -d raid1 --csum xxhash"));
  }

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void aScanFindsAtLeastWhatTheSuperblocksRecord() throws IOException {
    KernelFilesystem made = made(2, "-m raid1 -d single");
    CommandRun recorded = CommandRun.of(arguments(made, "roots", "--json"));
    CommandRun scanned = CommandRun.of(arguments(made, "roots", "--json", "--scan"));
    List<String> all = scanned.out().lines().toList();
    assertTrue(all.containsAll(recorded.out().lines().toList()), scanned.out());
    long found = all.stream().filter(line -> line.contains("\"recorded\":false")).count();
    assertTrue(found > 0, scanned.out());
  }
}
