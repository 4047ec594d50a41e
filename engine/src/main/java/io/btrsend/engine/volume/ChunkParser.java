package io.btrsend.engine.volume;

import io.btrsend.engine.CorruptFilesystemException;
import io.btrsend.engine.device.DeviceSet;
import io.btrsend.engine.format.ChunkItem;
import io.btrsend.engine.format.IncompatFeature;
import io.btrsend.engine.format.Superblock;

/**
 * Parses chunk items into chunks, and refuses values that would divide by zero, overflow or reach
 * outside a device. Source: on-disk format 4.1, 4.2.
 */
public final class ChunkParser {
  private static final long MAX_LENGTH = 0xffffffffL << 16;
  private static final long KINDS = ChunkItem.DATA | ChunkItem.SYSTEM | ChunkItem.METADATA;

  private final DeviceSet devices;
  private final Superblock superblock;

  public ChunkParser(DeviceSet devices) {
    this.devices = devices;
    this.superblock = devices.superblock();
  }

  /**
   * The chunk at {@code at}.
   *
   * @param limit bytes available from there; the item must occupy exactly that many if {@code
   *     exact}, no more otherwise
   * @throws CorruptFilesystemException if a check fails
   */
  public Chunk parse(byte[] bytes, int at, int limit, boolean exact, long start) {
    int count = limit < ChunkItem.STRIPES ? 0 : ChunkItem.stripeCount(bytes, at);
    int size = ChunkItem.itemLength(count);
    require(
        start, count > 0 && (exact ? size == limit : size <= limit), "has an item of a wrong size");
    long length = ChunkItem.length(bytes, at);
    long type = ChunkItem.type(bytes, at);
    requireRange(start, length);
    require(
        start,
        ChunkItem.stripeLength(bytes, at) == ChunkItem.STRIPE_UNIT,
        "has a stripe length other than " + ChunkItem.STRIPE_UNIT);
    require(
        start,
        ChunkItem.sectorSize(bytes, at) == superblock.sectorSize(),
        "has another sector size than the filesystem");
    requireType(start, type);
    RaidProfile profile = RaidProfile.of(type);
    require(start, profile != null, "has more than one profile");
    require(
        start,
        profile.allows(count),
        "has " + count + " stripes, which " + profile.label() + " does not allow");
    require(
        start,
        profile != RaidProfile.RAID10 || ChunkItem.subStripes(bytes, at) == 2,
        "is raid10 without 2 sub-stripes");
    Stripe[] stripes = new Stripe[count];
    for (int i = 0; i < count; i++) {
      stripes[i] = stripe(bytes, at, i);
    }
    Chunk chunk = new Chunk(start, length, type, profile, stripes);
    for (Stripe stripe : stripes) {
      requireInside(chunk, stripe.physical());
    }
    return chunk;
  }

  private Stripe stripe(byte[] bytes, int at, int index) {
    return new Stripe(
        devices.device(
            ChunkItem.stripeDevid(bytes, at, index), ChunkItem.stripeDeviceUuid(bytes, at, index)),
        ChunkItem.stripePhysical(bytes, at, index));
  }

  private void requireRange(long start, long length) {
    long sectorMask = superblock.sectorSize() - 1L;
    require(
        start,
        length > 0 && length < MAX_LENGTH,
        "has an invalid length of " + Long.toUnsignedString(length));
    require(start, ((start | length) & sectorMask) == 0, "is not aligned to sectors");
    require(
        start,
        Long.compareUnsigned(start + length, start) > 0,
        "reaches beyond the last logical address");
  }

  private void requireType(long start, long type) {
    require(start, (type & ~(KINDS | ChunkItem.PROFILE_MASK)) == 0, "has unknown type bits");
    long kind = type & KINDS;
    boolean mixed = kind == (ChunkItem.DATA | ChunkItem.METADATA);
    boolean alone = Long.bitCount(kind) == 1;
    require(
        start,
        alone || (mixed && superblock.has(IncompatFeature.MIXED_GROUPS)),
        "mixes types of blocks, which the filesystem does not allow");
  }

  private static void requireInside(Chunk chunk, long physical) {
    boolean fits = physical >= 0 && physical <= Long.MAX_VALUE - chunk.stripeBytes();
    require(chunk.start(), fits, "reaches beyond the largest offset of a device");
  }

  private static void require(long start, boolean holds, String problem) {
    if (!holds) {
      throw new CorruptFilesystemException(
          "chunk " + Long.toUnsignedString(start) + ": " + problem);
    }
  }
}
