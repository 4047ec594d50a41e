package io.btrsend.jobs.resume;

import io.btrsend.engine.send.SkippedRanges.Spot;
import io.btrsend.engine.stream.StreamPoint;
import java.util.List;

/**
 * How much of a partial file is on its medium.
 *
 * @param point up to which it is
 * @param skipped what was found unreadable so far, at least all of what lies before the point
 */
record Checkpoint(StreamPoint point, List<Spot> skipped) {
  static final Checkpoint NONE = new Checkpoint(StreamPoint.START, List.of());

  Checkpoint {
    skipped = List.copyOf(skipped);
  }
}
