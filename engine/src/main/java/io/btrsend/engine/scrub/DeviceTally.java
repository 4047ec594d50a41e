package io.btrsend.engine.scrub;

import io.btrsend.engine.device.Device;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What was read from one device, and the bad sectors on it by kind. Thread-safe. */
public final class DeviceTally {
  private final Device device;
  private final LongAdder bytesRead = new LongAdder();
  private final LongAdder examined = new LongAdder();
  private final LongAdder unverified = new LongAdder();
  private final Map<Finding.Kind, LongAdder> bad = new EnumMap<>(Finding.Kind.class);
  private final LongAdder unreadable = new LongAdder();
  private final LongAdder lost = new LongAdder();
  private final LongAdder missing = new LongAdder();

  DeviceTally(Device device) {
    this.device = device;
    for (Finding.Kind kind : Finding.Kind.values()) {
      bad.put(kind, new LongAdder());
    }
  }

  void read(long bytes) {
    bytesRead.add(bytes);
  }

  void examined(long bytes) {
    examined.add(bytes);
  }

  void unverified(long bytes) {
    unverified.add(bytes);
  }

  void missing(long bytes) {
    missing.add(bytes);
  }

  void count(Finding finding) {
    bad.get(finding.kind()).add(finding.length());
    if (finding.problem() == Finding.Problem.READ_ERROR) {
      unreadable.add(finding.length());
    }
    if (!finding.repairable()) {
      lost.add(finding.length());
    }
  }

  public Device device() {
    return device;
  }

  /** Bytes read from the device. */
  public long bytesRead() {
    return bytesRead.sum();
  }

  /** Allocated bytes that have been examined, without what was read between them. */
  public long examinedBytes() {
    return examined.sum();
  }

  /** Bytes of data that have no checksum: they could be read, and that is all. */
  public long unverifiedBytes() {
    return unverified.sum();
  }

  /** Bad bytes that hold this kind of thing. */
  public long badBytes(Finding.Kind kind) {
    return bad.get(kind).sum();
  }

  /** Bad bytes that the device could not read. */
  public long unreadableBytes() {
    return unreadable.sum();
  }

  /** Bad bytes that nothing else holds. */
  public long lostBytes() {
    return lost.sum();
  }

  /** Bytes that the device should hold and that were not examined, because it was not given. */
  public long missingBytes() {
    return missing.sum();
  }
}
