package io.btrsend.jobs.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.engine.extent.UnreadableData;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.FilesystemOptions;
import io.btrsend.engine.filesystem.KernelFilesystem;
import io.btrsend.engine.filesystem.SubvolumeInfo;
import io.btrsend.engine.testing.Fixture;
import io.btrsend.engine.testing.KernelStream;
import io.btrsend.jobs.files.DirectoryJob;
import io.btrsend.jobs.files.ExtractOptions;
import io.btrsend.jobs.files.OwnerMap;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What is extracted of the subvolumes of fixtures is what the kernel shows of them. */
@Tag("kernel")
class ExtractKernelTest {
  /** Larger files are compared where they have data. */
  private static final long HUGE = 1 << 30;

  @TempDir static Path directory;
  private static LoopMount target;

  @BeforeAll
  static void mount() throws IOException {
    KernelFilesystem.requireKernel();
    target = LoopMount.make(directory, "btrfs");
  }

  @AfterAll
  static void unmount() throws IOException {
    if (target != null) {
      target.close();
    }
  }

  @TestFactory
  Stream<DynamicTest> everyFixtureOnOneDevice() {
    return Fixture.all().stream()
        .filter(fixture -> fixture.images().size() == 1)
        .map(fixture -> DynamicTest.dynamicTest(fixture.name(), () -> check(fixture)));
  }

  private static void check(Fixture fixture) throws IOException {
    Set<String> subvolumes = new LinkedHashSet<>();
    fixture.streams().stream().map(KernelStream::subvolume).forEach(subvolumes::add);
    Path mounted = Files.createDirectories(directory.resolve("mounted"));
    LoopMount.run(
        "mount",
        "-o",
        "loop,ro,rescue=nologreplay",
        fixture.images().get(0).toString(),
        mounted.toString());
    try (Filesystem filesystem = Filesystem.open(fixture.images(), FilesystemOptions.defaults())) {
      for (String each : subvolumes) {
        check(filesystem, each, mounted.resolve(each));
      }
    } finally {
      LoopMount.run("umount", mounted.toString());
    }
  }

  private static void check(Filesystem filesystem, String name, Path expected) throws IOException {
    Path to = target.top().resolve("extracted");
    List<String> lost = new ArrayList<>();
    SubvolumeInfo subvolume =
        filesystem.subvolumes().byPath(name.getBytes(StandardCharsets.UTF_8)).orElseThrow();
    new DirectoryJob(
            filesystem,
            subvolume,
            UnreadableData.FAIL,
            new ExtractOptions(true, new OwnerMap(List.of()), 2),
            loss -> lost.add(loss.toString()),
            new LongAdder())
        .run(List.of(), to);
    List<String> rsync =
        new ArrayList<>(List.of("rsync", "-naciAXH", "--delete", "--modify-window=-1"));
    for (String huge : HugeFiles.compare(expected, to, HUGE)) {
      rsync.add("--exclude=" + huge);
    }
    rsync.addAll(List.of(expected + "/", to + "/"));
    List<String> differences =
        LoopMount.run(rsync.toArray(String[]::new))
            .lines()
            .filter(line -> !isPlaceOfSubvolume(line, expected))
            .toList();
    assertEquals(List.of(), differences, () -> name + ", lost: " + lost);
    assertTrue(blocks(to) <= 1.1 * blocks(expected) + 64, name + ": holes became blocks");
    LoopMount.run("rm", "-rf", to.toString());
  }

  /** The kernel shows an empty directory with the time of the mount. */
  private static boolean isPlaceOfSubvolume(String line, Path expected) {
    if (!line.startsWith(".d..t...... ")) {
      return false;
    }
    Path place = expected.resolve(line.substring(12));
    return LoopMount.run("stat", "-c", "%i", place.toString()).equals("2\n");
  }

  /**
   * Kibibytes that are allocated, compressed files and shared extents counted as if they were not.
   */
  private static long blocks(Path tree) {
    return Long.parseLong(LoopMount.run("du", "-sk", tree.toString()).split("\t", -1)[0]);
  }
}
