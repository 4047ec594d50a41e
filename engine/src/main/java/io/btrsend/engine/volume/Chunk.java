package io.btrsend.engine.volume;

import io.btrsend.engine.device.Device;
import io.btrsend.engine.format.ChunkItem;
import java.util.Arrays;
import java.util.List;

/**
 * A range of logical addresses and the stripes that hold it, validated by {@link ChunkParser}.
 * Immutable.
 */
public final class Chunk {
  private final long start;
  private final long length;
  private final long type;
  private final RaidProfile profile;
  private final Stripe[] stripes;
  private final Device.State[] states;
  private final boolean degraded;

  Chunk(long start, long length, long type, RaidProfile profile, Stripe[] stripes) {
    this.start = start;
    this.length = length;
    this.type = type;
    this.profile = profile;
    this.stripes = stripes;
    this.states = new Device.State[stripes.length];
    boolean allPresent = true;
    for (int i = 0; i < stripes.length; i++) {
      states[i] = state(stripes[i].device());
      allPresent &= states[i] == Device.State.PRESENT;
    }
    this.degraded = !allPresent;
  }

  /**
   * The state of a device with respect to this chunk. The kernel does not write to a chunk if more
   * of its devices are missing than its profile tolerates. So if more devices than that are as old
   * as a stale one, that device missed no write to this chunk, and its copy is the newest.
   */
  private Device.State state(Device device) {
    if (device.state() != Device.State.STALE) {
      return device.state();
    }
    long asOld =
        Arrays.stream(stripes)
            .map(Stripe::device)
            .distinct()
            .filter(each -> each.state() == Device.State.STALE)
            .filter(each -> Long.compareUnsigned(each.generation(), device.generation()) <= 0)
            .count();
    return asOld > profile.tolerated() ? Device.State.PRESENT : Device.State.STALE;
  }

  /** First logical address. */
  public long start() {
    return start;
  }

  /** Bytes of logical space. */
  public long length() {
    return length;
  }

  /** Block group type and profile bits, see {@link ChunkItem}. */
  public long type() {
    return type;
  }

  public RaidProfile profile() {
    return profile;
  }

  /** The devices of its stripes, in order. */
  public List<Device> devices() {
    return Arrays.stream(stripes).map(Stripe::device).toList();
  }

  /** Bytes that the chunk occupies on each of its devices. */
  public long stripeBytes() {
    return length / columns();
  }

  /** The number of its stripes, each on one device. */
  public int stripeCount() {
    return stripes.length;
  }

  /** The device of a stripe. */
  public Device device(int stripe) {
    return stripes[stripe].device();
  }

  /** The byte offset of a stripe on its device. */
  public long physical(int stripe) {
    return stripes[stripe].physical();
  }

  /** The number of stripes that hold different data. */
  public int columns() {
    return profile.columns(stripes.length);
  }

  boolean contains(long logical) {
    return Long.compareUnsigned(logical - start, length) < 0;
  }

  /** Whether tree blocks may lie in it. */
  public boolean holdsMetadata() {
    return (type & (ChunkItem.METADATA | ChunkItem.SYSTEM)) != 0;
  }

  /** Whether several devices each hold a copy of the same bytes. */
  boolean isMirroredOverDevices() {
    return profile.copies() > 1 && profile != RaidProfile.DUP;
  }

  /** Whether the stripe tree, if the filesystem has one, locates the bytes of this chunk. */
  boolean isPlacedByStripeTree() {
    boolean dataOnly = (type & ~ChunkItem.PROFILE_MASK) == ChunkItem.DATA;
    return dataOnly && profile != RaidProfile.SINGLE && profile.parities() == 0;
  }

  /** Whether one of its devices is missing or may have missed writes to the chunk. */
  boolean isDegraded() {
    return degraded;
  }

  /** The state of a stripe's device; stale if it may have missed writes to this chunk. */
  Device.State state(int index) {
    return states[index];
  }

  Stripe stripe(int index) {
    return stripes[index];
  }

  int mirrors() {
    return profile.mirrors(stripes.length);
  }
}
