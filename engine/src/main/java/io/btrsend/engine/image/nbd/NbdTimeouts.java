package io.btrsend.engine.image.nbd;

import java.time.Duration;

/**
 * How long a server is waited for.
 *
 * @param connecting until the export is open
 * @param reply for the next reply while there are requests; then the connection counts as lost
 * @param reconnecting since the connection was first lost
 * @param total without any reply, whatever happens
 */
record NbdTimeouts(Duration connecting, Duration reply, Duration reconnecting, Duration total) {
  /** A disk that must start to turn is waited for; a server that hangs is told within 30 s. */
  static final NbdTimeouts DEFAULT =
      new NbdTimeouts(
          Duration.ofSeconds(10),
          Duration.ofSeconds(15),
          Duration.ofSeconds(10),
          Duration.ofSeconds(25));
}
