package io.btrsend.engine.send.resolve;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class StuckMovesTest {
  private final StuckMoves stuck = new StuckMoves();

  @Test
  void moveThatWaitsForItselfIsARingTheSecondTime() {
    assertFalse(stuck.closesRing(300, 300));
    assertTrue(stuck.closesRing(300, 300));
  }

  @Test
  void movesThatWaitForEachOtherAreARingOnceOneComesAgain() {
    assertFalse(stuck.closesRing(300, 301));
    assertFalse(stuck.closesRing(301, 302));
    assertFalse(stuck.closesRing(302, 300));
    assertTrue(stuck.closesRing(300, 301));
  }

  @Test
  void chainThatEndsIsNoRing() {
    assertFalse(stuck.closesRing(300, 301));
    assertFalse(stuck.closesRing(301, 302));
    assertFalse(stuck.closesRing(300, 301));
  }

  @Test
  void waitingForARingWithoutBeingInItEnds() {
    assertFalse(stuck.closesRing(301, 302));
    assertFalse(stuck.closesRing(302, 301));
    assertFalse(stuck.closesRing(300, 301));
    assertFalse(stuck.closesRing(300, 301));
  }

  @Test
  void whateverMovesBreaksTheRing() {
    assertFalse(stuck.closesRing(300, 300));
    stuck.clear();
    assertFalse(stuck.contains(300));
    assertFalse(stuck.closesRing(300, 300));
  }
}
