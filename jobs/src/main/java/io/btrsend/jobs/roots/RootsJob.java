package io.btrsend.jobs.roots;

import io.btrsend.engine.device.DeviceSet;
import io.btrsend.engine.device.SuperblockCopy;
import io.btrsend.engine.salvage.RecordedRoots;
import io.btrsend.engine.salvage.RootCandidate;
import io.btrsend.engine.salvage.RootExamination;
import io.btrsend.engine.salvage.RootScan;
import io.btrsend.engine.salvage.RootState;
import io.btrsend.engine.salvage.ScanResult;
import io.btrsend.jobs.progress.Progress;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Lists the roots that a filesystem could be opened at, each as soon as it was examined. */
public final class RootsJob {
  private final DeviceSet devices;
  private final RootsFormat format;
  private final Consumer<String> lines;

  /**
   * Reads nothing yet.
   *
   * @param asJson whether the lines are JSON
   * @param lines receives one line at a time
   */
  public RootsJob(DeviceSet devices, boolean asJson, Consumer<String> lines) {
    this.devices = devices;
    this.format = asJson ? new RootsJson() : new RootsText();
    this.lines = lines;
  }

  /** A scan that was not begun, and how far it will be. */
  public record Scan(RootScan scan, Progress progress) {}

  /** Prepares a scan of the devices. */
  public Scan scan() {
    RootScan scan = new RootScan(devices);
    Progress progress = new Progress("scanned", scan::bytesRead);
    progress.total(scan.totalBytes());
    return new Scan(scan, progress);
  }

  /**
   * Examines all roots and writes the lines.
   *
   * @param scan what a scan found, if there was one
   * @return whether one of the roots is complete
   */
  public boolean run(Optional<ScanResult> scan) {
    RecordedRoots recorded = RecordedRoots.of(devices);
    for (SuperblockCopy copy : recorded.copies()) {
      lines.accept(format.superblock(copy));
    }
    scan.ifPresent(result -> format.scan(result).forEach(lines));
    List<RootCandidate> candidates =
        scan.map(result -> recorded.listWith(result.roots())).orElseGet(recorded::list);
    RootExamination examination = new RootExamination(devices, candidates.get(0).generation());
    format.heading().forEach(lines);
    boolean found = false;
    for (RootCandidate candidate : candidates) {
      RootState state = examination.examine(candidate);
      lines.accept(format.root(candidate, state));
      found |= state.isComplete();
    }
    return found;
  }
}
