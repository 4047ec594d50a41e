package io.btrsend.engine.scrub;

import io.btrsend.engine.EngineException;

/** Receives what a scrub finds, one call at a time, on the scrub's threads. */
public interface ScrubListener {
  /** Something is bad; findings of one device come about in the order of reading. */
  void found(Finding finding);

  /**
   * A part could not be examined, because the trees that describe it cannot be read.
   *
   * @param chunk logical address of the chunk
   */
  void notExamined(long chunk, EngineException cause);
}
