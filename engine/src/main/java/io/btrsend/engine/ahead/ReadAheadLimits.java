package io.btrsend.engine.ahead;

import java.time.Duration;

/**
 * The bounds of reading ahead.
 *
 * @param bytes memory of the bytes that are read ahead, for all devices of a filesystem together; 0
 *     switches reading ahead off
 * @param depth the maximum number of requests that a device has in flight
 * @param patience the time in which a slow device must answer
 * @param slowRead a read that takes longer than this and the copy of its bytes is slow; if it is
 *     negative, all reads are
 */
public record ReadAheadLimits(long bytes, int depth, Duration patience, Duration slowRead) {
  /** No reading ahead. */
  public static final ReadAheadLimits OFF = new ReadAheadLimits(0, 1, Duration.ZERO);

  private static final Duration SLOW_READ = Duration.ofNanos(60_000);

  public ReadAheadLimits {
    if (bytes < 0 || depth < 1 || patience.isNegative()) {
      throw new IllegalArgumentException(
          "bytes %d, depth %d, patience %s".formatted(bytes, depth, patience));
    }
  }

  /** The bounds with the usual opinion of what is slow. */
  public ReadAheadLimits(long bytes, int depth, Duration patience) {
    this(bytes, depth, patience, SLOW_READ);
  }
}
