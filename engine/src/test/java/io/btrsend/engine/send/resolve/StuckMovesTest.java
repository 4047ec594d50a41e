package io.btrsend.engine.send.resolve;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class StuckMovesTest {
  private final StuckMoves stuck = new StuckMoves();

  @Test
  void moveThatWaitsForItselfIsACycleTheSecondTime() {
    assertFalse(stuck.closesCycle(300, 300));
    assertTrue(stuck.closesCycle(300, 300));
  }

  @Test
  void movesThatWaitForEachOtherAreACycleOnceOneComesAgain() {
    assertFalse(stuck.closesCycle(300, 301));
    assertFalse(stuck.closesCycle(301, 302));
    assertFalse(stuck.closesCycle(302, 300));
    assertTrue(stuck.closesCycle(300, 301));
  }

  @Test
  void chainThatEndsIsNoCycle() {
    assertFalse(stuck.closesCycle(300, 301));
    assertFalse(stuck.closesCycle(301, 302));
    assertFalse(stuck.closesCycle(300, 301));
  }

  @Test
  void waitingForACycleWithoutBeingInItEnds() {
    assertFalse(stuck.closesCycle(301, 302));
    assertFalse(stuck.closesCycle(302, 301));
    assertFalse(stuck.closesCycle(300, 301));
    assertFalse(stuck.closesCycle(300, 301));
  }

  @Test
  void whateverMovesBreaksTheCycle() {
    assertFalse(stuck.closesCycle(300, 300));
    stuck.clear();
    assertFalse(stuck.contains(300));
    assertFalse(stuck.closesCycle(300, 300));
  }
}
