package io.btrsend.engine.image.nbd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReceivedRangesTest {
  @Test
  void itKnowsWhichBytesHaveCome() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      ReceivedRanges ranges = new ReceivedRanges();
      BitSet bytes = new BitSet();
      int length = 1 + random.nextInt(30);
      for (int i = 0; i < 60; i++) {
        int from = random.nextInt(length);
        int to = from + 1 + random.nextInt(Math.min(4, length - from));
        boolean fresh = bytes.get(from, to).isEmpty();
        assertEquals(fresh, ranges.add(from, to), "seed " + seed);
        if (fresh) {
          bytes.set(from, to);
        }
        assertEquals(bytes.cardinality() == length, ranges.isWhole(length), "seed " + seed);
      }
    }
  }
}
