package io.btrsend.engine.device;

import io.btrsend.engine.ImageAccessException;
import io.btrsend.engine.MissingDeviceException;
import io.btrsend.engine.ahead.Kind;
import io.btrsend.engine.ahead.ReadCounts;
import io.btrsend.engine.ahead.ReadQueue;
import io.btrsend.engine.image.ByteSource;
import io.btrsend.engine.image.Layer;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;

/** A device of the filesystem, present or missing, with counts of its failures. Thread-safe. */
public final class Device {
  /** Whether the device is available. */
  public enum State {
    /** Its image was given and has the last commit. */
    PRESENT,
    /**
     * Its image was given, but its superblock is older than the filesystem's: it may have missed
     * writes.
     */
    STALE,
    /** No image of it was given. */
    MISSING
  }

  private final long devid;
  private final UUID uuid;

  /** Null if the device is missing. */
  private final ByteSource image;

  /** Null if the device is missing. */
  private final ReadQueue reads;

  private final State state;
  private final long generation;
  private final LongAdder readFailures = new LongAdder();
  private final LongAdder repairs = new LongAdder();

  Device(long devid, UUID uuid, ByteSource image, ReadQueue reads, State state, long generation) {
    this.devid = devid;
    this.uuid = uuid;
    this.image = image;
    this.reads = reads;
    this.state = state;
    this.generation = generation;
  }

  /** Creates a device for which no image was given. */
  public static Device missing(long devid, UUID uuid) {
    return new Device(devid, uuid, null, null, State.MISSING, 0);
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

  /** The generation of its last commit; 0 if it is missing. */
  public long generation() {
    return generation;
  }

  /** The name of its image; devid and UUID if it is missing. */
  public String name() {
    return image == null ? "missing device " + identity() : image.name();
  }

  /** The name of its image; empty if it is missing. */
  public String imageName() {
    return image == null ? "" : image.name();
  }

  /** Devid and UUID. */
  public String identity() {
    return Long.toUnsignedString(devid) + " (" + uuid + ")";
  }

  /** What its image comes from; empty if it is missing. */
  public List<Layer> layers() {
    return image == null ? List.of() : image.layers();
  }

  /** Bytes of its image, 0 if it is missing. */
  public long size() {
    return image == null ? 0 : image.size();
  }

  /**
   * Fills the buffer from a physical position.
   *
   * @throws MissingDeviceException if the device was not given
   * @throws ImageAccessException if it was, but the bytes cannot be read
   */
  public void read(long physical, ByteBuffer dst) {
    if (image == null) {
      throw new MissingDeviceException("needs device " + identity() + ", which is missing");
    }
    try {
      reads.read(physical, dst);
    } catch (ImageAccessException e) {
      readFailures.increment();
      throw e;
    }
  }

  /** Announces that bytes will be read, so that they can be read ahead. */
  public void expect(Kind kind, long physical, long length) {
    if (reads != null) {
      reads.expect(kind, physical, length);
    }
  }

  /**
   * Counts a block or sector that was bad or unreadable on this device and was read from elsewhere.
   */
  public void countRepair() {
    repairs.increment();
  }

  /** What was read from the device so far. */
  public ReadCounts reads() {
    return reads == null ? ReadCounts.NONE : reads.counts();
  }

  /** Reads that the operating system failed. */
  public long readFailures() {
    return readFailures.sum();
  }

  /** Blocks and sectors that were bad on this device and were read from elsewhere. */
  public long repairs() {
    return repairs.sum();
  }

  @Override
  public String toString() {
    return name();
  }
}
