package io.btrsend.actors.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import io.btrsend.actors.live.LiveRunner.Difference;
import io.btrsend.actors.live.LiveRunner.Result;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * Random filesystems, and what must hold on each of them. System properties choose others than the
 * few that are made by default:
 *
 * <ul>
 *   <li>{@code btrsend.live.seeds}: such as 1-500
 *   <li>{@code btrsend.live.checks}: which checks, as {@link LiveChecks#parse} takes them
 *   <li>{@code btrsend.live.sender}: what sends, as {@link Senders#forSeeds} takes it
 *   <li>{@code btrsend.live.flavour}: a {@link Flavour} for all seeds instead of one drawn for each
 *   <li>{@code btrsend.live.least}: how many filesystems of which features the run must have had,
 *       as {@link LiveStatistics#missing} takes it
 *   <li>{@code btrsend.live.shrink}: for how many seconds a finding is shrunk at most
 *   <li>{@code btrsend.live.dir}: where the filesystems are made; in memory by default
 * </ul>
 *
 * A seed always draws the same operations. What the kernel does in the background has its own pace:
 * above all where the cleaner of deleted subvolumes is when the images are taken. So the images of
 * a finding are kept, in {@code target/live}.
 */
@Tag("kernel")
class RandomFilesystemsKernelTest {

  private static final Seeds SEEDS = Seeds.parse(property("seeds", "1-20"));
  private static final String LEAST = property("least", "");
  private static final String FLAVOUR = property("flavour", "any");
  private static final Duration SHRINKING =
      Duration.ofSeconds(Long.parseLong(property("shrink", "120")));
  private static final Path KEPT = Path.of("target", "live");

  private static final LiveRunner RUNNER =
      new LiveRunner(
          LiveChecks.parse(
              property("checks", "send,part,receive:20"),
              Senders.forSeeds(property("sender", "alternate"))),
          Optional.of(KEPT));
  private static final LiveStatistics STATISTICS = new LiveStatistics();

  private static String property(String name, String otherwise) {
    return System.getProperty("btrsend.live." + name, otherwise);
  }

  @BeforeAll
  static void needsTheKernel() {
    LiveKernel.assume();
  }

  @AfterAll
  static void printStatistics() {
    System.out.println(STATISTICS);
  }

  @TestFactory
  Stream<DynamicTest> everythingHoldsOnEveryFilesystem() {
    Stream<DynamicTest> seeds =
        SEEDS.stream().mapToObj(seed -> DynamicTest.dynamicTest("seed " + seed, () -> check(seed)));
    DynamicTest last =
        DynamicTest.dynamicTest(
            "the run had what it is meant to have",
            () -> assertEquals(List.of(), STATISTICS.missing(LEAST)));
    return Stream.concat(seeds, Stream.of(last));
  }

  private static void check(long seed) {
    long start = System.nanoTime();
    LiveScenario scenario = scenario(seed);
    Result result = RUNNER.run(scenario);
    STATISTICS.add(result);
    System.out.printf(
        "seed %d: %s, %s, %d streams, %,d bytes, %d refused, %d different, %d ms%n",
        seed,
        scenario.flavour(),
        scenario.ending(),
        result.streams(),
        result.bytes(),
        result.refused(),
        result.differences().size(),
        Duration.ofNanos(System.nanoTime() - start).toMillis());
    if (!result.differences().isEmpty()) {
      Difference found = result.differences().get(0);
      System.out.println(found.finding());
      Difference shrunk = new LiveShrinker(SHRINKING).shrink(found);
      Path file = LiveShrinker.write(shrunk, KEPT.resolve("shrunk"));
      fail("seed " + seed + ", see " + file + ": " + shrunk.finding());
    }
  }

  private static LiveScenario scenario(long seed) {
    return FLAVOUR.equals("any")
        ? LiveScenario.draw(seed)
        : LiveScenario.draw(seed, Flavour.valueOf(FLAVOUR.toUpperCase(Locale.ROOT)));
  }
}
