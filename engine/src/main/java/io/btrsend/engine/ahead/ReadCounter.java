package io.btrsend.engine.ahead;

/** Counts the requests of one source. Thread-safe. */
final class ReadCounter {
  private static final double NANOS_PER_SECOND = 1e9;

  private long bytes;
  private long requests;
  private long busyNanos;
  private long requestNanos;
  private int inFlight;
  private long lastChange;

  /** A request begins; returns the time. */
  synchronized long begin() {
    long now = System.nanoTime();
    advance(now);
    inFlight++;
    return now;
  }

  /** A request for that many bytes has ended; returns the time. */
  synchronized long end(int length) {
    long now = System.nanoTime();
    advance(now);
    inFlight--;
    bytes += length;
    requests++;
    return now;
  }

  private void advance(long now) {
    if (inFlight > 0) {
      busyNanos += now - lastChange;
      requestNanos += inFlight * (now - lastChange);
    }
    lastChange = now;
  }

  synchronized ReadCounts counts() {
    return new ReadCounts(
        bytes, requests, busyNanos / NANOS_PER_SECOND, requestNanos / NANOS_PER_SECOND);
  }
}
