package io.btrsend.engine.scrub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.engine.EngineException;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.FilesystemOptions;
import io.btrsend.engine.testing.DamageTrial;
import io.btrsend.engine.testing.Fixture;
import io.btrsend.engine.testing.WritableImages;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ScrubTest {
  private static final long SEED = Long.getLong("btrsend.damage.seed", new Random().nextInt());

  @TempDir Path directory;

  @BeforeAll
  static void printSeed() {
    System.out.println("scrub: -Dbtrsend.damage.seed=" + SEED);
  }

  /** Keeps what is found. */
  private static final class Findings implements ScrubListener {
    final List<Finding> found = new ArrayList<>();
    final List<EngineException> notExamined = new ArrayList<>();

    @Override
    public void found(Finding finding) {
      found.add(finding);
    }

    @Override
    public void notExamined(long address, EngineException cause) {
      notExamined.add(cause);
    }
  }

  private static Findings scrub(List<Path> images) {
    Findings findings = new Findings();
    try (Filesystem filesystem = open(images)) {
      Scrub scrub = new Scrub(filesystem, findings);
      scrub.run();
      assertEquals(findings.notExamined.size(), scrub.notExamined());
      assertTrue(scrub.tallies().stream().mapToLong(DeviceTally::bytesRead).sum() > 0);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return findings;
  }

  private static Filesystem open(List<Path> images) {
    return Filesystem.open(images, FilesystemOptions.defaults());
  }

  @ParameterizedTest
  @MethodSource("io.btrsend.engine.testing.Fixture#all")
  void nothingIsBadInWhatTheKernelWrote(Fixture fixture) {
    Findings findings = scrub(fixture.images());
    assertEquals(List.of(), findings.found);
    assertEquals(List.of(), findings.notExamined);
  }

  @ParameterizedTest
  @MethodSource("io.btrsend.engine.testing.Fixture#all")
  void whatIsExaminedIsKnownBeforeUnlessThereIsParity(Fixture fixture) throws Exception {
    try (Filesystem filesystem = open(fixture.images())) {
      Scrub scrub = new Scrub(filesystem, new Findings());
      OptionalLong expected = scrub.bytesToExamine();
      scrub.run();
      assertEquals(RowScan.chunksWithParity(filesystem).isEmpty(), expected.isPresent());
      long examined = scrub.tallies().stream().mapToLong(DeviceTally::examinedBytes).sum();
      assertTrue(examined > 0);
      assertEquals(expected.orElse(examined), examined);
    }
  }

  @Test
  void whatIsExaminedIsNotKnownIfADeviceIsMissing() {
    List<Path> images = Fixture.named("dev-raid1").images();
    try (Filesystem filesystem = open(images.subList(1, images.size()))) {
      assertEquals(OptionalLong.empty(), new Scrub(filesystem, new Findings()).bytesToExamine());
    }
  }

  @ParameterizedTest
  @MethodSource("io.btrsend.engine.testing.DamageTrial#all")
  void exactlyTheBadSectorsAreFound(DamageTrial trial) throws IOException {
    try (WritableImages images = WritableImages.copyOf(trial.fixture(), directory)) {
      for (int round = 0; round < 4; round++) {
        PlantedDamage damage;
        try (Filesystem filesystem = open(images.paths())) {
          damage = new PlantedDamage(images, filesystem, new Random(SEED + round));
          damage.plant(10 << (2 * round));
        }
        Findings findings = scrub(images.paths());
        assertEquals(
            String.join("\n", damage.expected()),
            String.join("\n", PlantedDamage.lines(findings.found, images.paths())),
            trial + ", seed " + (SEED + round));
        assertEquals(List.of(), findings.notExamined);
        images.restore();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"dev-raid1, 1", "dev-raid10, 1", "dev-raid5, 1", "dev-raid6, 2", "dev-raid1c3, 2"})
  void devicesThatRedundancyReplacesAreMissingAndNothingIsLost(String name, int count) {
    List<Path> images = Fixture.named(name).images();
    Findings findings = new Findings();
    try (Filesystem filesystem = open(images.subList(count, images.size()))) {
      Scrub scrub = new Scrub(filesystem, findings);
      scrub.run();
      assertEquals(
          count, scrub.tallies().stream().filter(tally -> tally.missingBytes() > 0).count());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    assertEquals(List.of(), findings.found);
  }

  @Test
  void whatOnlyAMissingDeviceHeldIsLost() {
    List<Path> images = Fixture.named("dev-raid0-metadata-raid1").images();
    List<Finding> found = scrub(images.subList(1, images.size())).found;
    assertFalse(found.isEmpty());
    for (Finding finding : found) {
      assertEquals(Finding.Problem.MISSING, finding.problem());
      assertEquals(Finding.Kind.DATA, finding.kind());
      assertFalse(finding.repairable());
    }
  }

  @ParameterizedTest
  @CsvSource({"dev-raid1", "dev-raid10", "dev-raid5", "dev-raid6"})
  void whatLiesBehindTheEndOfAShortenedImageCannotBeRead(String name) throws IOException {
    try (WritableImages images = WritableImages.copyOf(Fixture.named(name), directory)) {
      Path last = images.paths().get(images.paths().size() - 1);
      long end = lastInUse(images) - 256 * 1024;
      try (FileChannel channel = FileChannel.open(last, StandardOpenOption.WRITE)) {
        channel.truncate(end);
      }
      List<Finding> found = scrub(images.paths()).found;
      assertFalse(found.isEmpty());
      for (Finding finding : found) {
        assertEquals(Finding.Problem.READ_ERROR, finding.problem());
        assertEquals(last.toString(), finding.device().name());
        assertTrue(finding.physical() + finding.length() > end, finding.toString());
        assertTrue(finding.repairable(), finding.toString());
      }
    }
  }

  private static long lastInUse(WritableImages images) {
    int last = images.paths().size() - 1;
    return images.sectorsInUse().stream()
        .filter(place -> place.image() == last)
        .mapToLong(WritableImages.Place::position)
        .max()
        .orElseThrow();
  }
}
