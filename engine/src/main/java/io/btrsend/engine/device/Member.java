package io.btrsend.engine.device;

import io.btrsend.engine.ImageAccessException;
import io.btrsend.engine.MissingDeviceException;
import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;

/**
 * One device of the filesystem as chunks refer to it, whether its image was given or not. Counts
 * what went wrong on it. Thread-safe.
 */
public final class Member {
  /** What there is of the device. */
  public enum State {
    /** Given, and part of the last commit. */
    PRESENT,
    /** Given, but its superblock is older than the filesystem: it may have missed writes. */
    STALE,
    /** Not given. */
    MISSING
  }

  private final long devid;
  private final UUID uuid;
  private final Device device;
  private final State state;
  private final LongAdder readFailures = new LongAdder();
  private final LongAdder repairs = new LongAdder();

  Member(long devid, UUID uuid, Device device, State state) {
    this.devid = devid;
    this.uuid = uuid;
    this.device = device;
    this.state = state;
  }

  /** A device of which no image was given. */
  public static Member missing(long devid, UUID uuid) {
    return new Member(devid, uuid, null, State.MISSING);
  }

  public long devid() {
    return devid;
  }

  public UUID uuid() {
    return uuid;
  }

  public State state() {
    return state;
  }

  /** The name of its image; devid and UUID if it is missing. */
  public String name() {
    return device == null
        ? "missing device " + Long.toUnsignedString(devid) + " (" + uuid + ")"
        : device.name();
  }

  /** Bytes of its image, 0 if it is missing. */
  public long size() {
    return device == null ? 0 : device.size();
  }

  /**
   * Fills the buffer from a physical position.
   *
   * @throws MissingDeviceException if the device was not given
   * @throws ImageAccessException if it was, but the bytes cannot be had
   */
  public void read(long physical, ByteBuffer dst) {
    if (device == null) {
      throw new MissingDeviceException(
          "needs device " + Long.toUnsignedString(devid) + " (" + uuid + "), which is missing");
    }
    try {
      device.read(physical, dst);
    } catch (ImageAccessException e) {
      readFailures.increment();
      throw e;
    }
  }

  /** Notes that bytes this device had bad or not at all were served from elsewhere. */
  public void countRepair() {
    repairs.increment();
  }

  /** Reads that the system failed. */
  public long readFailures() {
    return readFailures.sum();
  }

  /** Blocks and sectors that were bad here and served from elsewhere. */
  public long repairs() {
    return repairs.sum();
  }

  @Override
  public String toString() {
    return name();
  }
}
