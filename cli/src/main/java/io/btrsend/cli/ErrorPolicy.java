package io.btrsend.cli;

import io.btrsend.engine.extent.UnreadableData;
import io.btrsend.engine.send.SkippedRanges;

/** What is done about file data that cannot be read. */
enum ErrorPolicy {
  FAIL,
  SKIP;

  UnreadableData policy(SkippedRanges skipped) {
    return this == SKIP ? skipped : UnreadableData.FAIL;
  }
}
