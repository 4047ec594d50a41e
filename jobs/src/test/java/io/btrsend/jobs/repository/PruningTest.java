package io.btrsend.jobs.repository;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.jobs.repository.Catalog.Defect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pruning of random histories against a model, which looks at each snapshot by itself. */
class PruningTest {
  private static final ZoneId ZONE = ZoneOffset.ofHours(2);

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  private List<Manifest> history() {
    List<Manifest> manifests = new ArrayList<>();
    int count = random.nextInt(60);
    for (int number = 1; number <= count; number++) {
      boolean full = manifests.isEmpty() || random.nextInt(5) == 0;
      long parent =
          full ? 0 : manifests.get(random.nextInt(manifests.size())).snapshot().id().ctransid();
      Instant created =
          Instant.parse("2024-06-01T00:00:00Z").plusSeconds((long) (random.nextDouble() * 7e7));
      manifests.add(Manifests.of(number, parent, new UUID(3, random.nextInt(3)), created));
    }
    return manifests;
  }

  private Retention rules() {
    return new Retention(
        random.nextInt(4),
        random.nextInt(8),
        random.nextInt(5),
        random.nextInt(6),
        random.nextInt(3));
  }

  @Test
  void whatTheRulesKeepAndWhatThatBuildsOnStays() {
    for (int run = 0; run < 400; run++) {
      List<Manifest> manifests = history();
      Retention rules = rules();
      Catalog catalog = new Catalog(manifests, List.of());
      Pruning pruning = Pruning.of(catalog, rules, ZONE);
      Set<Long> expected = new TreeSet<>();
      for (Manifest manifest : manifests) {
        if (isKept(manifest, manifests, rules)) {
          for (Manifest at = manifest; at != null; at = parent(at, manifests)) {
            expected.add(number(at));
          }
        }
      }
      Set<Long> left = new TreeSet<>();
      manifests.forEach(one -> left.add(number(one)));
      for (Manifest removed : pruning.removed()) {
        assertTrue(
            manifests.stream()
                .filter(one -> left.contains(number(one)))
                .noneMatch(one -> removed.equals(parent(one, manifests))),
            "seed " + seed + ": something is left without what it builds on");
        left.remove(number(removed));
      }
      assertEquals(expected, left, "seed " + seed + ", run " + run + ": " + rules);
    }
  }

  private static long number(Manifest manifest) {
    return manifest.snapshot().id().ctransid();
  }

  private static Manifest parent(Manifest manifest, List<Manifest> all) {
    return manifest.parent() == null ? null : all.get((int) manifest.parent().id().ctransid() - 1);
  }

  /** Whether one of the rules keeps a snapshot: it is the newest of a period that is recent. */
  private static boolean isKept(Manifest one, List<Manifest> all, Retention rules) {
    List<Manifest> newer = new ArrayList<>();
    for (Manifest other : all) {
      boolean sameSource = other.origin().snapshotOf().equals(one.origin().snapshotOf());
      if (sameSource && other.origin().created().isAfter(one.origin().created())) {
        newer.add(other);
      }
    }
    return newer.size() < rules.last()
        || isKept(one, newer, "yyyy-MM-dd", rules.daily())
        || isKept(one, newer, "YYYY-'W'ww", rules.weekly())
        || isKept(one, newer, "yyyy-MM", rules.monthly())
        || isKept(one, newer, "yyyy", rules.yearly());
  }

  private static boolean isKept(Manifest one, List<Manifest> newer, String period, int count) {
    // A locale in which weeks are those of ISO 8601.
    DateTimeFormatter format = DateTimeFormatter.ofPattern(period, Locale.UK);
    Set<String> newerPeriods = new HashSet<>();
    newer.forEach(other -> newerPeriods.add(format.format(date(other))));
    return !newerPeriods.contains(format.format(date(one))) && newerPeriods.size() < count;
  }

  private static LocalDate date(Manifest manifest) {
    return manifest.origin().created().atZone(ZONE).toLocalDate();
  }

  @Test
  void nothingIsRemovedWhileAManifestIsDamaged() {
    Catalog catalog = new Catalog(history(), List.of(new Defect("x.json", "x.json: is damaged")));
    assertThrows(
        DamagedRepositoryException.class,
        () -> Pruning.of(catalog, new Retention(1, 0, 0, 0, 0), ZONE));
  }

  @Test
  void theFilesAreGoneAndTheIndexNamesTheRest(@TempDir Path directory) throws IOException {
    Repository repository = Repository.openOrCreate(directory.resolve("r"));
    Instant start = Instant.parse("2026-01-01T00:00:00Z");
    List<Manifest> manifests = new ArrayList<>();
    for (int number = 1; number <= 6; number++) {
      Manifest manifest =
          Manifests.of(
              number, number == 4 ? 0 : number - 1L, new UUID(3, 3), start.plusSeconds(number));
      manifests.add(manifest);
      DurableFiles.create(
          repository.manifestFile(manifest.snapshot().id()), ManifestJson.write(manifest));
      Files.write(repository.streamFile(manifest), new byte[100]);
    }
    try (RepositoryWriter writer = RepositoryWriter.open(repository, Duration.ofMinutes(1))) {
      Pruning.of(repository.catalog(), new Retention(2, 0, 0, 0, 0), ZONE).run(writer);
    }
    assertEquals(manifests.subList(3, 6), repository.catalog().manifests());
    assertEquals(6, Repository.files(repository.snapshots()).size());
    RepositoryCheck check = new RepositoryCheck(repository);
    assertEquals(List.of(), check.lines());
    assertEquals(List.of(), check.notes());
  }
}
