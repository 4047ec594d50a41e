package io.btrsend.engine.hostile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import io.btrsend.engine.testing.Fixture;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The same number of hostile images of every fixture, from a new seed each time. The system
 * properties {@code btrsend.hostile.seed} and {@code btrsend.hostile.images} set the seed and the
 * number of images of each fixture.
 */
class MutatedImagesTest {
  private static final int IMAGES_PER_FIXTURE = 3;

  @Test
  void everyMutatedImageEndsInSuccessOrATypedError() throws IOException {
    long seed = Long.getLong("btrsend.hostile.seed", new Random().nextInt(1 << 30));
    int images = Integer.getInteger("btrsend.hostile.images", IMAGES_PER_FIXTURE);
    System.out.println("hostile images: -Dbtrsend.hostile.seed=" + seed);
    try (MutationFuzzer fuzzer = new MutationFuzzer(seed)) {
      for (Fixture fixture : fuzzer.fixtures()) {
        fuzzer.run(fixture, 0, images);
      }
      System.out.println(fuzzer.report());
      for (Throwable failure : fuzzer.report().failures()) {
        fail("seed " + seed + ": " + failure.getMessage(), failure.getCause());
      }
      assertEquals(images * fuzzer.fixtures().size(), fuzzer.report().count());
    }
  }
}
