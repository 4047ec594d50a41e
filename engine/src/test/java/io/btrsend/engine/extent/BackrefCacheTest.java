package io.btrsend.engine.extent;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class BackrefCacheTest {
  private final BackrefCache cache = new BackrefCache();

  private void fill(int from, int to) {
    for (int leaf = from; leaf < to; leaf++) {
      cache.add(leaf, new long[] {leaf});
    }
  }

  @Test
  void holdsAHundredAndTwentyEightLeaves() {
    fill(0, 128);
    assertArrayEquals(new long[] {0}, cache.get(0));
  }

  @Test
  void oneMoreDropsTheOldest() {
    fill(0, 129);
    assertNull(cache.get(0));
    assertNotNull(cache.get(1));
  }

  @Test
  void aLookUpMakesALeafTheMostRecentlyUsed() {
    fill(0, 128);
    cache.get(0);
    fill(128, 255);
    assertNotNull(cache.get(0));
    assertNull(cache.get(127));
  }

  @Test
  void seventeenRootsAreKeptAndEighteenAreNot() {
    cache.add(1, new long[17]);
    cache.add(2, new long[18]);
    assertNotNull(cache.get(1));
    assertNull(cache.get(2));
  }

  @Test
  void anEmptyListOfRootsIsKept() {
    cache.add(1, new long[0]);
    assertEquals(0, cache.get(1).length);
  }

  @Property(tries = 100)
  void behavesLikeAMapInOrderOfAccess(
      @ForAll @Size(max = 1000) List<@IntRange(max = 200) Integer> leaves) {
    BackrefCache tested = new BackrefCache();
    Map<Integer, Boolean> model = new LinkedHashMap<>(16, 0.75f, true);
    for (int leaf : leaves) {
      boolean known = model.get(leaf) != null;
      assertEquals(known, tested.get(leaf) != null);
      if (!known) {
        if (model.size() == BackrefCache.ENTRIES) {
          model.remove(model.keySet().iterator().next());
        }
        model.put(leaf, true);
        tested.add(leaf, new long[0]);
      }
    }
  }
}
