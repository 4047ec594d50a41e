package io.btrsend.engine.ahead;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class DepthControlTest {
  private static final int REQUEST = 1 << 20;

  /**
   * Serves requests of a device.
   *
   * @param millis the time of a request by the number of requests in flight
   */
  private static DepthControl serve(int max, int requests, IntToDoubleFunction millis) {
    DepthControl control = new DepthControl(max);
    for (int i = 0; i < requests; i++) {
      int inFlight = control.depth();
      control.served(inFlight, REQUEST, (long) (1e6 * millis.applyAsDouble(inFlight)));
    }
    return control;
  }

  /** The part of the next requests that are served at a depth within the bounds. */
  private static double share(
      DepthControl control, int least, int most, IntToDoubleFunction millis) {
    int within = 0;
    for (int i = 0; i < 1000; i++) {
      int inFlight = control.depth();
      within += inFlight >= least && inFlight <= most ? 1 : 0;
      control.served(inFlight, REQUEST, (long) (1e6 * millis.applyAsDouble(inFlight)));
    }
    return within / 1000.0;
  }

  @Test
  void aDeviceWithLatencyOnlyGetsAsManyRequestsAsAllowed() {
    assertTrue(share(serve(32, 300, n -> 4), 32, 32, n -> 4) > 0.85);
  }

  @Test
  void aDeviceThatServesEightAtATimeGetsAboutEight() {
    IntToDoubleFunction millis = n -> 4 * Math.max(1, n / 8.0);
    assertTrue(share(serve(32, 300, millis), 4, 16, millis) > 0.85);
  }

  @Test
  void aDiskWithOneHeadGetsOneAfterTheOther() {
    IntToDoubleFunction millis = n -> n == 1 ? 8 : n <= 16 ? 25 * n : 10 * n;
    assertTrue(share(serve(32, 300, millis), 1, 1, millis) > 0.85);
  }

  @Test
  void theBoundHolds() {
    assertEquals(1, serve(1, 300, n -> 4).depth());
    assertTrue(serve(5, 300, n -> 4).depth() <= 4);
  }

  @Test
  void aDeviceThatChangesIsLearntAnew() {
    DepthControl control = serve(32, 300, n -> n == 1 ? 8 : 25 * n);
    share(control, 1, 32, n -> 4);
    share(control, 1, 32, n -> 4);
    assertTrue(share(control, 16, 32, n -> 4) > 0.8);
  }
}
