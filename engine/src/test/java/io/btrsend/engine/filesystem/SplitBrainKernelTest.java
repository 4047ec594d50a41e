package io.btrsend.engine.filesystem;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.engine.DeviceConflictException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Mirrors whose halves were each written alone by the kernel, and mirrors that merely look like it:
 * a half that missed commits, one that came back without being repaired.
 */
@Tag("kernel")
class SplitBrainKernelTest {
  private static final String CONTENT =
      "btrfs -q subvolume create s; for i in $(seq 200); do echo $i > s/f$i; done; sync;"
          + " btrfs -q subvolume snapshot -r s p";

  /** How many healthy and degraded mirrors are made at random, and from which seed. */
  private static final int TRIALS = Integer.getInteger("mirror.trials", 4);

  private static final long SEED = Long.getLong("mirror.seed", 1);

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "raid1, 2, 'echo xx > s/f1; sync', 'echo yy > s/f1; sync'",
    "raid1, 2, 'touch s/f1; sync', 'touch s/f1; sync'",
    "raid1, 2, 'touch s/f1; sync; touch s/f2; sync', 'rm s/f*; sync; mkdir s/d; sync'",
    "raid1, 2, 'btrfs -q subvolume snapshot -r s q', 'btrfs -q subvolume snapshot -r s q'",
    "raid1, 2, 'head -c 9000000 /dev/zero > s/f1; sync', 'touch s/f1; sync; touch s/f2; sync'",
    "raid10, 4, 'echo xx > s/f1; sync', 'echo yy > s/f1; sync'",
    "raid10, 5, 'rm s/f*; sync', 'echo yy > s/f1; sync'",
    "raid1c3, 3, 'echo xx > s/f1; sync', 'echo yy > s/f1; sync'",
    "raid1c4, 4, 'mv s/f1 s/f0; sync', 'mv s/f1 s/f00; sync'",
  })
  void halvesThatWereEachWrittenAloneAreRefused(
      String profile, int devices, String work, String otherWork) {
    KernelFilesystem made = make(profile, devices);
    made.shell("mkdir base one; cp --sparse=always disk* base");
    made.degraded(1, work);
    made.shell("mv disk* one; cp --sparse=always base/* .");
    made.degraded(devices, otherWork);
    // The first device comes from the second run, all others from the first.
    made.shell("for d in $(seq 2 %d); do cp --sparse=always one/disk$d .; done".formatted(devices));

    List<Path> images = new ArrayList<>(made.images());
    for (int order = 0; order < 2; order++) {
      DeviceConflictException failure =
          assertThrows(DeviceConflictException.class, () -> open(images).close());
      assertTrue(failure.getMessage().contains("split brain"), failure.getMessage());
      assertTrue(failure.getMessage().contains("disk1"), failure.getMessage());
      Collections.reverse(images);
    }
    open(images.subList(1, devices)).close();
  }

  @Test
  void healthyAndDegradedMirrorsAreNot() {
    System.out.println("mirror.seed=" + SEED);
    Random random = new Random(SEED);
    String[] profiles = {"raid1", "raid10", "raid1c3", "raid1c4"};
    for (int trial = 0; trial < TRIALS; trial++) {
      String profile = profiles[random.nextInt(profiles.length)];
      int devices = profile.equals("raid1") ? 2 + random.nextInt(2) : 4;
      KernelFilesystem made = make(profile, devices);
      int weak = 1 + random.nextInt(devices); // the kernel lets no two of them miss commits in turn
      for (int step = random.nextInt(4); step > 0; step--) {
        if (random.nextBoolean()) {
          made.mounted("", work(random));
        } else {
          made.degraded(weak, work(random));
        }
        try (Filesystem filesystem = open(made.images())) {
          assertTrue(filesystem.subvolumes().list().size() >= 2);
        }
      }
      made.shell("rm disk*");
    }
  }

  private static String work(Random random) {
    StringBuilder script = new StringBuilder();
    for (int commits = 1 + random.nextInt(6); commits > 0; commits--) {
      int file = 1 + random.nextInt(300);
      script.append(
          switch (random.nextInt(4)) {
            case 0 -> "touch s/f" + file;
            case 1 -> "head -c 300000 /dev/urandom > s/f" + file;
            case 2 -> "rm -f s/f" + file + "*";
            default -> "btrfs -q subvolume snapshot -r s q" + random.nextLong();
          });
      script.append("; sync; ");
    }
    return script.toString();
  }

  private KernelFilesystem make(String profile, int devices) {
    return KernelFilesystem.make(
        directory, devices, "300M", "-d %s -m %s".formatted(profile, profile), CONTENT);
  }

  private static Filesystem open(List<Path> images) {
    return Filesystem.open(images, FilesystemOptions.defaults());
  }
}
