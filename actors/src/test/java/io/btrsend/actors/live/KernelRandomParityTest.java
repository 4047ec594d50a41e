package io.btrsend.actors.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import io.btrsend.actors.live.LiveParity.Difference;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Random filesystems, sent by the kernel and by btrsend. The system properties {@code
 * btrsend.live.seeds} (such as 1-200) and {@code btrsend.live.sender} choose others than the few
 * that run by default.
 */
@Tag("kernel")
class KernelRandomParityTest {

  private static final Seeds SEEDS = Seeds.parse(System.getProperty("btrsend.live.seeds", "1-20"));
  private static final Sender SENDER =
      Senders.named(System.getProperty("btrsend.live.sender", "sequential"));

  @BeforeAll
  static void needsTheKernel() {
    LiveKernel.assume();
  }

  @TestFactory
  Stream<DynamicTest> fullStreamsAreTheKernels() {
    return tests(Flavour.FULL);
  }

  @TestFactory
  Stream<DynamicTest> incrementalStreamsAreTheKernels() {
    return tests(Flavour.INCREMENTAL);
  }

  private static Stream<DynamicTest> tests(Flavour flavour) {
    LongStream seeds = SEEDS.stream();
    return seeds.mapToObj(
        seed -> DynamicTest.dynamicTest(flavour + " seed " + seed, () -> compare(seed, flavour)));
  }

  private static void compare(long seed, Flavour flavour) {
    LiveParity parity = new LiveParity(SENDER);
    List<Difference> differences = parity.run(LiveScenario.draw(seed, flavour)).differences();
    if (!differences.isEmpty()) {
      Difference shrunk = new LiveShrinker(parity).shrink(differences.get(0));
      Path file = LiveShrinker.write(shrunk, Path.of("target", "shrunk"));
      fail("seed " + seed + ", see " + file + ": " + shrunk.explanation());
    }
  }

  @Test
  void receivedTreesEqualTheSnapshots() throws Exception {
    LiveScenario scenario = LiveScenario.draw(SEEDS.first(), Flavour.INCREMENTAL);
    assertEquals(Optional.empty(), new ReceiveCheck(SENDER).run(scenario));
  }
}
