package io.btrsend.actors.live;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShrinkerTest {

  private static final List<Integer> NUMBERS = IntStream.range(0, 1000).boxed().toList();

  @Test
  void keepsJustTheElementsThatMatterTogether() {
    List<Integer> culprits = List.of(17, 400, 401, 999);
    assertEquals(culprits, Shrinker.shrink(NUMBERS, list -> list.containsAll(culprits)));
  }

  @Test
  void findsASingleCulpritInFewAttempts() {
    List<List<Integer>> attempts = new ArrayList<>();
    Shrinker.shrink(
        NUMBERS,
        list -> {
          attempts.add(list);
          return list.contains(612);
        });
    assertEquals(true, attempts.size() < 40, "attempts: " + attempts.size());
  }

  @Test
  void shrinksToNothingWhatAlwaysFails() {
    assertEquals(List.of(), Shrinker.shrink(NUMBERS, list -> true));
  }
}
