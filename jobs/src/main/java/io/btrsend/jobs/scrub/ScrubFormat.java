package io.btrsend.jobs.scrub;

import io.btrsend.engine.EngineException;
import io.btrsend.engine.scrub.DeviceTally;
import io.btrsend.engine.scrub.Finding;
import java.util.List;

/** How what a scrub finds is written. */
interface ScrubFormat {
  String finding(Finding finding, OwnerNames.Owners owners);

  String notExamined(long address, EngineException cause);

  List<String> summary(List<DeviceTally> tallies, ScrubOutcome outcome);
}
