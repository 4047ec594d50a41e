package io.btrsend.jobs.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class MinimumArborescenceTest {
  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  @Test
  void noOtherChoiceOfParentsIsCheaper() {
    for (int run = 0; run < 3000; run++) {
      long[][] weights = weights(2 + random.nextInt(5));
      int[] parents = MinimumArborescence.parents(weights);
      assertTrue(hangsTogether(parents), "seed " + seed);
      assertEquals(cheapest(weights, new int[weights.length], 1), sum(weights, parents));
    }
  }

  private long[][] weights(int count) {
    long[][] weights = new long[count][count];
    for (int from = 0; from < count; from++) {
      for (int to = 0; to < count; to++) {
        boolean missing = from > 0 && random.nextInt(4) == 0;
        weights[from][to] = missing ? MinimumArborescence.NONE : random.nextInt(20);
      }
    }
    return weights;
  }

  private static long sum(long[][] weights, int[] parents) {
    long sum = 0;
    for (int to = 1; to < parents.length; to++) {
      long weight = weights[parents[to]][to];
      if (weight == MinimumArborescence.NONE) {
        return Long.MAX_VALUE;
      }
      sum += weight;
    }
    return sum;
  }

  private static boolean hangsTogether(int[] parents) {
    for (int node = 1; node < parents.length; node++) {
      int at = node;
      for (int steps = 0; at > 0 && steps < parents.length; steps++) {
        at = parents[at];
      }
      if (at != 0) {
        return false;
      }
    }
    return true;
  }

  /** By trying all. */
  private static long cheapest(long[][] weights, int[] parents, int node) {
    if (node == parents.length) {
      return hangsTogether(parents) ? sum(weights, parents) : Long.MAX_VALUE;
    }
    long best = Long.MAX_VALUE;
    for (int from = 0; from < parents.length; from++) {
      if (from != node) {
        parents[node] = from;
        best = Math.min(best, cheapest(weights, parents, node + 1));
      }
    }
    return best;
  }
}
