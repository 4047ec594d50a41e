package io.btrsend.engine.volume;

import io.btrsend.engine.device.Device;
import io.btrsend.engine.format.ChunkItem;
import java.util.Arrays;
import java.util.List;

/**
 * A range of logical addresses and the stripes that hold it; has passed the checks of {@link
 * ChunkParser}. Immutable.
 */
public final class Chunk {
  private final long start;
  private final long length;
  private final long type;
  private final RaidProfile profile;
  private final Stripe[] stripes;
  private final boolean degraded;

  Chunk(long start, long length, long type, RaidProfile profile, Stripe[] stripes) {
    this.start = start;
    this.length = length;
    this.type = type;
    this.profile = profile;
    this.stripes = stripes;
    boolean allPresent = true;
    for (Stripe stripe : stripes) {
      allPresent &= stripe.device().state() == Device.State.PRESENT;
    }
    this.degraded = !allPresent;
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

  /** Bytes it takes on each of its devices. */
  public long stripeBytes() {
    return length / columns();
  }

  boolean contains(long logical) {
    return Long.compareUnsigned(logical - start, length) < 0;
  }

  boolean holdsMetadata() {
    return (type & (ChunkItem.METADATA | ChunkItem.SYSTEM)) != 0;
  }

  /** Whether several of its devices hold a copy each of the same bytes. */
  boolean isMirroredOverDevices() {
    return profile.copies() > 1 && profile != RaidProfile.DUP;
  }

  /** Whether a stripe tree, where there is one, says where its bytes lie. */
  boolean isPlacedByStripeTree() {
    boolean dataOnly = (type & ~ChunkItem.PROFILE_MASK) == ChunkItem.DATA;
    return dataOnly && profile != RaidProfile.SINGLE && profile.parities() == 0;
  }

  /** Whether a device of it is missing or stale. */
  boolean isDegraded() {
    return degraded;
  }

  int stripeCount() {
    return stripes.length;
  }

  Stripe stripe(int index) {
    return stripes[index];
  }

  int columns() {
    return profile.columns(stripes.length);
  }

  int mirrors() {
    return profile.mirrors(stripes.length);
  }
}
