package io.btrsend.engine.hostile;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.btrsend.engine.testing.Fixture;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * A few seconds of hostile images from a new seed each time. The system properties {@code
 * btrsend.hostile.seed} and {@code btrsend.hostile.seconds} choose.
 */
class MutatedImagesTest {
  private static final int IMAGES_PER_FIXTURE = 40;

  @Test
  void everyMutatedImageEndsInSuccessOrATypedError() throws IOException {
    long seed = Long.getLong("btrsend.hostile.seed", new Random().nextInt(1 << 30));
    long seconds = Long.getLong("btrsend.hostile.seconds", 8);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    System.out.println("hostile images: -Dbtrsend.hostile.seed=" + seed);
    try (MutationFuzzer fuzzer = new MutationFuzzer(seed)) {
      for (Fixture fixture : fuzzer.fixtures()) {
        fuzzer.run(fixture, 0, IMAGES_PER_FIXTURE, deadline);
      }
      assertTrue(fuzzer.report().count() > 0);
      for (Throwable failure : fuzzer.report().failures()) {
        fail("seed " + seed + ": " + failure.getMessage(), failure.getCause());
      }
    }
  }
}
