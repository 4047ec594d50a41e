package io.btrsend.jobs.send;

import io.btrsend.engine.extent.UnreadableData;
import io.btrsend.engine.send.SkippedRanges;

/** What a send does about file data that cannot be read. */
public enum ErrorPolicy {
  /** It fails. */
  FAIL,
  /** It sends zeros and goes on. */
  SKIP;

  /**
   * The policy for one send.
   *
   * @param skipped collects what is skipped
   */
  public UnreadableData policy(SkippedRanges skipped) {
    return this == SKIP ? skipped : UnreadableData.FAIL;
  }
}
