package io.btrsend.engine.extent;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.FilesystemOptions;
import io.btrsend.engine.filesystem.KernelFilesystem;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Small nodes make many leaves, shared blocks, and references that outgrow their extent's item. The
 * scan does not see subvolumes that are being deleted, so the test waits until they are gone.
 */
@Tag("kernel")
final class BackrefsKernelTest {
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({"1, 4096, none", "2, 4096, zstd", "3, 16384, none", "4, 4096, lzo", "5, 4096, none"})
  void plansHoldTheUsesThatAScanOfAllSubvolumesFinds(long seed, int nodeSize, String compression) {
    KernelFilesystem made =
        KernelFilesystem.make(directory, 1, "512M", "-m single -n " + nodeSize, "true");
    String options =
        "commit=1" + (compression.equals("none") ? "" : ",compress-force=" + compression);
    made.mounted(options, operations(new Random(seed)));
    try (Filesystem filesystem = Filesystem.open(made.images(), FilesystemOptions.defaults())) {
      BackrefOracle oracle = new BackrefOracle(filesystem);
      assertTrue(oracle.assertAllPlansRight() > 1000, "seed " + seed);
      oracle.assertLoneExtentsHaveNoCandidates();
    }
  }

  /** Files that share, in a subvolume that is snapshotted while they change. */
  private static String operations(Random random) {
    StringBuilder script = new StringBuilder("btrfs -q subvolume create v; seq 100000 > v/f0;\n");
    script.append("for i in $(seq 300); do echo $i > v/filler$i; done; sync\n");
    int files = 1;
    int snapshots = 0;
    for (int i = 0; i < 250; i++) {
      int from = random.nextInt(files);
      int at = 4096 * random.nextInt(130);
      int to = 4096 * random.nextInt(130);
      int length = 4096 * (1 + random.nextInt(20));
      switch (random.nextInt(8)) {
        case 0 -> script.append("cp --reflink=always v/f" + from + " v/f" + files++ + "\n");
        case 1 -> script.append("seq " + i + " 70000 > v/f" + files++ + "\n");
        case 2, 3 ->
            script.append(
                "xfs_io -f -c 'reflink v/f%d %d %d %d' v/f%d >/dev/null || true%n"
                    .formatted(from, at, to, length, random.nextInt(files)));
        case 4 -> script.append("xfs_io -c 'pwrite -q %d %d' v/f%d%n".formatted(at, length, from));
        case 5 -> script.append("sync; echo " + i + " > v/filler" + (1 + i) + "\n");
        case 6 -> script.append("xfs_io -c 'fpunch %d %d' v/f%d%n".formatted(at, length, from));
        default -> script.append("btrfs -q subvolume snapshot v s" + snapshots++ + " >/dev/null\n");
      }
    }
    for (int i = 0; i < snapshots; i += 3) {
      script.append("btrfs -q subvolume delete s" + i + " >/dev/null\n");
    }
    script.append("btrfs subvolume sync .\n");
    return script.toString();
  }
}
