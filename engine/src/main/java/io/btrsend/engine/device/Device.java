package io.btrsend.engine.device;

import io.btrsend.engine.ImageAccessException;
import io.btrsend.engine.MissingDeviceException;
import io.btrsend.engine.image.ByteSource;
import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;

/** A device of the filesystem, present or missing. Counts what went wrong on it. Thread-safe. */
public final class Device {
  /** What there is of the device. */
  public enum State {
    /** Given, and part of the last commit. */
    PRESENT,
    /** Given, but its superblock is older than the filesystem's: it may have missed writes. */
    STALE,
    /** Not given. */
    MISSING
  }

  private final long devid;
  private final UUID uuid;

  /** Null if the device is missing. */
  private final ByteSource image;

  private final State state;
  private final long generation;
  private final LongAdder readFailures = new LongAdder();
  private final LongAdder repairs = new LongAdder();

  Device(long devid, UUID uuid, ByteSource image, State state, long generation) {
    this.devid = devid;
    this.uuid = uuid;
    this.image = image;
    this.state = state;
    this.generation = generation;
  }

  /** A device of which no image was given. */
  public static Device missing(long devid, UUID uuid) {
    return new Device(devid, uuid, null, State.MISSING, 0);
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

  /** The last commit that it was part of; 0 if it is missing. */
  public long generation() {
    return generation;
  }

  /** The name of its image; devid and UUID if it is missing. */
  public String name() {
    return image == null
        ? "missing device " + Long.toUnsignedString(devid) + " (" + uuid + ")"
        : image.name();
  }

  /** Bytes of its image, 0 if it is missing. */
  public long size() {
    return image == null ? 0 : image.size();
  }

  /**
   * Fills the buffer from a physical position.
   *
   * @throws MissingDeviceException if the device was not given
   * @throws ImageAccessException if it was, but the bytes cannot be had
   */
  public void read(long physical, ByteBuffer dst) {
    if (image == null) {
      throw new MissingDeviceException(
          "needs device " + Long.toUnsignedString(devid) + " (" + uuid + "), which is missing");
    }
    try {
      image.read(physical, dst);
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
