package io.btrsend.engine.ahead;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PaceTest {
  private static final int BLOCK = 16 << 10;
  private static final long FAST = 5_000;
  private static final long SLOW = 200_000;

  private final Pace pace = new Pace(60_000);

  private void read(long nanos, int times) {
    for (int i = 0; i < times; i++) {
      pace.record(nanos, BLOCK);
    }
  }

  @Test
  void aSourceIsSlowAfterAFewSlowReads() {
    read(SLOW, 4);
    assertTrue(pace.isSlow());
  }

  @Test
  void aThreadThatLosesItsProcessorNowAndThenMakesNoSlowSource() {
    for (int i = 0; i < 1000; i++) {
      read(FAST, 4);
      read(SLOW, 1);
    }
    assertFalse(pace.isSlow());
  }

  @Test
  void aSlowSourceOfWhichHalfIsCachedStaysSlow() {
    read(SLOW, 10);
    for (int i = 0; i < 1000; i++) {
      read(FAST, 1);
      read(SLOW, 1);
    }
    assertTrue(pace.isSlow());
  }

  @Test
  void aSourceWhoseBytesAreAllCachedBecomesFast() {
    read(SLOW, 100);
    read(FAST, 40);
    assertFalse(pace.isSlow());
  }

  @Test
  void aLargeReadMayTakeAsLongAsItsCopy() {
    for (int i = 0; i < 100; i++) {
      pace.record(1_000_000, 1 << 20);
    }
    assertFalse(pace.isSlow());
  }
}
