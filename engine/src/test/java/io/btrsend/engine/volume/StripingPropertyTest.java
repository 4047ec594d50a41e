package io.btrsend.engine.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.engine.format.ChunkItem;
import java.util.HashSet;
import java.util.Set;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class StripingPropertyTest {
  private static final int UNIT = ChunkItem.STRIPE_UNIT;

  @Property(tries = 300)
  void everyStripeUnitIsUsedExactlyOnce(
      @ForAll RaidProfile profile,
      @ForAll @IntRange(min = 1, max = 9) int stripes,
      @ForAll @IntRange(min = 1, max = 40) int rows) {
    Assume.that(profile.allows(stripes));
    long length = (long) rows * profile.columns(stripes) * UNIT;
    Chunk chunk = Chunks.of(profile, 1 << 20, length, new long[stripes]);
    Set<Long> used = new HashSet<>();
    for (long offset = 0; offset < length; offset += UNIT) {
      assertTrue(Striping.contiguous(chunk, offset) >= UNIT);
      int copies = profile.parities() > 0 ? 1 : profile.copies();
      for (int mirror = 1; mirror <= copies; mirror++) {
        int index =
            profile.parities() > 0
                ? Striping.dataIndex(chunk, offset)
                : Striping.copyIndex(chunk, offset, mirror);
        assertTrue(used.add(unit(index, Striping.offsetInStripe(chunk, offset))));
      }
    }
    for (int row = 0; row < rows && profile.parities() > 0; row++) {
      for (int parity = 0; parity < profile.parities(); parity++) {
        int index = ParityRow.stripeIndex(chunk, row, chunk.columns() + parity);
        assertTrue(used.add(unit(index, (long) row * UNIT)));
      }
    }
    assertEquals(rows * stripes, used.size());
  }

  @Property
  void neighboursInsideAStripeUnitStayNeighbours(
      @ForAll RaidProfile profile,
      @ForAll @IntRange(min = 1, max = 9) int stripes,
      @ForAll @IntRange(min = 0, max = 10_000_000) int at) {
    Assume.that(profile.allows(stripes));
    long length = 100L * profile.columns(stripes) * UNIT;
    Chunk chunk = Chunks.of(profile, 0, length, new long[stripes]);
    long offset = at % length;
    long last = Striping.contiguous(chunk, offset) - 1;
    assertTrue(last >= 0);
    assertEquals(
        Striping.offsetInStripe(chunk, offset) + last,
        Striping.offsetInStripe(chunk, offset + last));
  }

  private static long unit(int index, long offset) {
    assertEquals(0, offset % UNIT);
    return offset / UNIT * 16 + index;
  }
}
