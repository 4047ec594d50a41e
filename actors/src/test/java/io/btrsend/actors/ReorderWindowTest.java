package io.btrsend.actors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ReorderWindowTest {
  private final ReorderWindow<String> window = new ReorderWindow<>();

  @Test
  void whatComesEarlyWaitsForItsTurn() {
    window.put(1, "b");
    assertNull(window.takeNext());
    window.put(0, "a");
    assertEquals("a", window.takeNext());
    assertEquals("b", window.takeNext());
    assertNull(window.takeNext());
    assertEquals(2, window.taken());
  }

  @Test
  void aNumberThatWaitsCannotComeAgain() {
    window.put(1, "b");
    assertThrows(IllegalArgumentException.class, () -> window.put(1, "c"));
  }

  @Test
  void aNumberThatHasHadItsTurnCannotComeAgain() {
    window.put(0, "a");
    window.takeNext();
    assertThrows(IllegalArgumentException.class, () -> window.put(0, "b"));
  }
}
