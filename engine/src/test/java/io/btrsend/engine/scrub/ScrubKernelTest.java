package io.btrsend.engine.scrub;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.btrsend.engine.EngineException;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.FilesystemOptions;
import io.btrsend.engine.filesystem.KernelFilesystem;
import io.btrsend.engine.testing.WritableImages;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The kernel's own scrub counts the same on the same damaged filesystem. It does not count bad
 * parity: {@link ScrubTest} is about that. Its errors are sectors: of data (csum), of metadata
 * (verify), superblocks (super), and those that no copy makes up for (uncorrectable).
 */
@Tag("kernel")
class ScrubKernelTest {
  private static final long SEED = Long.getLong("btrsend.damage.seed", new Random().nextInt());
  private static final int SECTOR = WritableImages.SECTOR;

  private static final String CONTENT =
      """
      for i in $(seq 300); do head -c $((i * 97)) /dev/urandom > small$i; done
      head -c 9000000 /dev/urandom > large
      """;

  private static final String SCRUB = "btrfs scrub start -BdrR . 2>&1 || :";

  private static final Pattern DEVICE = Pattern.compile("Scrub device .*\\(id (\\d+)\\).*");
  private static final Pattern COUNT =
      Pattern.compile("\\s*(csum|verify|super|uncorrectable|read)_errors: (\\d+)");

  @TempDir Path directory;

  @BeforeAll
  static void printSeed() {
    System.out.println("scrub: -Dbtrsend.damage.seed=" + SEED);
  }

  @ParameterizedTest
  @CsvSource({
    "1, single, dup",
    "1, dup, dup",
    "3, raid0, raid1",
    "2, raid1, raid1",
    "3, raid1c3, raid1c3",
    "4, raid1c4, raid1c4",
    "4, raid10, raid10",
    "4, raid5, raid1",
    "4, raid5, raid5",
    "5, raid6, raid1c3",
    "5, raid6, raid6"
  })
  void theKernelCountsTheSameErrors(int devices, String data, String metadata) throws Exception {
    KernelFilesystem made =
        KernelFilesystem.make(
            directory, devices, "256M", "-d " + data + " -m " + metadata, CONTENT);
    try (Filesystem filesystem = open(made);
        WritableImages images = WritableImages.of(made.images())) {
      new PlantedDamage(images, filesystem, new Random(SEED)).plant(40);
    }
    String kernel = kernelCounts(made.mountedReadOnly(SCRUB));
    assertEquals(kernel, ownCounts(made), "seed " + SEED);
  }

  private static Filesystem open(KernelFilesystem made) {
    return Filesystem.open(made.images(), FilesystemOptions.defaults());
  }

  private static String kernelCounts(String output) {
    Map<String, Long> counts = new TreeMap<>();
    String device = "";
    for (String line : output.lines().toList()) {
      Matcher start = DEVICE.matcher(line);
      Matcher count = COUNT.matcher(line);
      if (start.matches()) {
        device = start.group(1);
      } else if (count.matches()) {
        counts.put("device " + device + " " + count.group(1), Long.parseLong(count.group(2)));
      }
    }
    return text(counts);
  }

  private static String text(Map<String, Long> counts) {
    return counts.toString().replace(", ", "\n");
  }

  private static String ownCounts(KernelFilesystem made) throws InterruptedException {
    try (Filesystem filesystem = open(made)) {
      Scrub scrub = new Scrub(filesystem, new NoListener());
      scrub.run();
      Map<String, Long> counts = new TreeMap<>();
      for (DeviceTally tally : scrub.tallies()) {
        String device = "device " + tally.device().devid();
        counts.put(device + " csum", tally.badBytes(Finding.Kind.DATA) / SECTOR);
        counts.put(device + " verify", tally.badBytes(Finding.Kind.METADATA) / SECTOR);
        counts.put(device + " super", tally.badBytes(Finding.Kind.SUPERBLOCK) / SECTOR);
        counts.put(device + " uncorrectable", tally.lostBytes() / SECTOR);
        counts.put(device + " read", tally.unreadableBytes() / SECTOR);
      }
      return text(counts);
    }
  }

  /** Only the counts are wanted. */
  private static final class NoListener implements ScrubListener {
    @Override
    public void found(Finding finding) {}

    @Override
    public void notExamined(long address, EngineException cause) {
      throw cause;
    }
  }
}
