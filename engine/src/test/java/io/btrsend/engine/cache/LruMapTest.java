package io.btrsend.engine.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

class LruMapTest {
  private final LruMap<Integer, String> map = new LruMap<>(2);

  @Test
  void dropsTheEntryUsedLeastRecently() {
    map.put(1, "a");
    map.put(2, "b");
    map.put(3, "c");
    assertNull(map.get(1));
    assertEquals("b", map.get(2));
  }

  @Test
  void aHitMakesTheEntryTheMostRecentOne() {
    map.put(1, "a");
    map.put(2, "b");
    assertEquals("a", map.get(1));
    map.put(3, "c");
    assertNull(map.get(2));
    assertEquals("a", map.get(1));
  }

  @Test
  void aRemovedEntryMakesRoom() {
    map.put(1, "a");
    map.put(2, "b");
    map.remove(2);
    map.put(3, "c");
    assertEquals("a", map.get(1));
    assertEquals("c", map.get(3));
  }
}
