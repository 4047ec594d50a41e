package io.btrsend.engine.scrub;

import io.btrsend.engine.device.Device;
import io.btrsend.engine.volume.Volume;
import java.util.function.BooleanSupplier;

/**
 * Accounts for a device that was not given: what it should hold outside of chunks with parity, and
 * what of it no other device holds.
 */
final class MissingScrub {
  private final Volume volume;
  private final DeviceTally tally;
  private final FindingRun run;

  MissingScrub(Volume volume, Device device, Ledger ledger) {
    this.volume = volume;
    this.tally = ledger.of(device);
    this.run = new FindingRun(ledger);
  }

  void run(DeviceScan scan, BooleanSupplier stopped) {
    for (DiskRequest request = scan.next();
        request != null && !stopped.getAsBoolean();
        request = scan.next()) {
      for (Segment segment : request.segments()) {
        tally.missing(segment.length());
        if (!isElsewhere(segment)) {
          run.add(
              segment.finding(
                  0, segment.length(), Finding.Problem.MISSING, "its device is missing", false));
        }
      }
    }
    run.end();
  }

  private boolean isElsewhere(Segment segment) {
    boolean[] found = new boolean[1];
    volume.visitPlaces(
        segment.logical(),
        segment.length(),
        place -> found[0] |= place.device().state() != Device.State.MISSING);
    return found[0];
  }
}
