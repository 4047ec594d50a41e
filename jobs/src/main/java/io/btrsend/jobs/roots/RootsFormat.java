package io.btrsend.jobs.roots;

import io.btrsend.engine.device.SuperblockCopy;
import io.btrsend.engine.salvage.RootCandidate;
import io.btrsend.engine.salvage.RootState;
import io.btrsend.engine.salvage.ScanResult;
import java.util.List;

/** The form of the lines. */
interface RootsFormat {
  String superblock(SuperblockCopy copy);

  /** What was read for the scan; nothing of what it found. */
  List<String> scan(ScanResult scan);

  /** What comes before the roots. */
  List<String> heading();

  String root(RootCandidate candidate, RootState state);
}
