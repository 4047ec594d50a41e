package io.btrsend.actors.live;

import java.util.List;
import java.util.Optional;

/**
 * Something that must hold on every filesystem that a seed makes. All checks of a run get the same
 * samples, so that each seed serves all of them.
 */
@FunctionalInterface
interface LiveCheck {

  /**
   * Something that does not hold.
   *
   * @param task the stream it is about, if it is about one only
   * @param explanation for people: what differs, and where
   */
  record Finding(Optional<SendTask> task, String explanation) {}

  /**
   * Checks a sample.
   *
   * @return what does not hold; empty if all is well
   * @throws Exception if something fails that should not, which is a finding too
   */
  List<Finding> check(LiveSample sample) throws Exception;
}
