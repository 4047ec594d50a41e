package io.btrsend.engine.ahead;

/**
 * What was read from a device.
 *
 * @param bytes read, those included that were read ahead in vain
 * @param requests that succeeded or failed
 * @param busySeconds the time in which at least one request was in flight
 * @param requestSeconds the sum of the times of all requests
 */
public record ReadCounts(long bytes, long requests, double busySeconds, double requestSeconds) {
  /** Nothing was read. */
  public static final ReadCounts NONE = new ReadCounts(0, 0, 0, 0);

  /** The mean number of requests in flight while the device was busy. */
  public double meanInFlight() {
    return busySeconds == 0 ? 0 : requestSeconds / busySeconds;
  }
}
