package io.btrsend.jobs.scrub;

import io.btrsend.engine.device.Device;
import io.btrsend.engine.scrub.DeviceTally;
import io.btrsend.engine.scrub.Finding;
import io.btrsend.engine.scrub.Scrub;
import java.util.Arrays;

/** How it stands with a filesystem. */
public enum ScrubOutcome {
  /** Everything is there, and nothing is bad. */
  SOUND,
  /** Something is bad or missing, and the right bytes of all of it can be had from elsewhere. */
  REPAIRABLE,
  /** Something is lost, or could not be examined. */
  LOST;

  static ScrubOutcome of(Scrub scrub) {
    ScrubOutcome outcome = scrub.notExamined() > 0 ? LOST : SOUND;
    for (DeviceTally tally : scrub.tallies()) {
      if (tally.lostBytes() > 0) {
        return LOST;
      }
      boolean bad =
          tally.device().state() != Device.State.PRESENT
              || Arrays.stream(Finding.Kind.values()).anyMatch(k -> tally.badBytes(k) > 0);
      outcome = outcome == SOUND && bad ? REPAIRABLE : outcome;
    }
    return outcome;
  }
}
