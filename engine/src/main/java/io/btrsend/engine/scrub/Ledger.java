package io.btrsend.engine.scrub;

import io.btrsend.engine.EngineException;
import io.btrsend.engine.device.Device;
import io.btrsend.engine.volume.Volume;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Counts what the threads of a scrub find, and passes it on one by one. Thread-safe. */
final class Ledger {
  private final ScrubListener listener;
  private final Map<Device, DeviceTally> tallies = new LinkedHashMap<>();
  private final Set<Long> notExamined = new HashSet<>();

  Ledger(Volume volume, ScrubListener listener) {
    this.listener = listener;
    volume.devices().forEach(device -> tallies.put(device, new DeviceTally(device)));
  }

  DeviceTally of(Device device) {
    return tallies.get(device);
  }

  List<DeviceTally> tallies() {
    return List.copyOf(tallies.values());
  }

  synchronized void found(Finding finding) {
    of(finding.device()).count(finding);
    listener.found(finding);
  }

  /** Tells of each chunk once, though each of its devices meets the damage. */
  synchronized void notExamined(long chunk, EngineException cause) {
    if (notExamined.add(chunk)) {
      listener.notExamined(chunk, cause);
    }
  }

  synchronized int notExamined() {
    return notExamined.size();
  }
}
