package io.btrsend.engine.volume;

import io.btrsend.engine.CorruptFilesystemException;
import io.btrsend.engine.ImageAccessException;
import io.btrsend.engine.MissingDeviceException;
import io.btrsend.engine.ahead.Kind;
import io.btrsend.engine.ahead.ReadAhead;
import io.btrsend.engine.device.Device;
import io.btrsend.engine.device.DeviceSet;
import io.btrsend.engine.format.ChecksumType;
import io.btrsend.engine.format.Superblock;
import io.btrsend.engine.format.Uuids;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * Reads the bytes at logical addresses through any mirror or parity reconstruction. The ways to
 * obtain a byte are numbered as mirrors from 1, best first: those that need only up-to-date
 * devices, then those that need a stale one, then those that need a missing one; within each group
 * a stored copy comes before a reconstruction. The bytes returned are unverified.
 *
 * <p>Thread-safe. A stored copy is read straight from the device into the caller's buffer. Source:
 * on-disk format 4.4, 4.7.
 */
public final class Volume {
  private final Superblock superblock;
  private final ChunkMap chunkMap;
  private final List<Device> devices;
  private final UUID[] fsids;
  private final ReadAhead ahead;

  /** Null if the filesystem has none, and until it can be read. */
  private final StripeTree stripeTree;

  /** Combines the devices and chunks of one filesystem; the caller closes the devices. */
  public Volume(DeviceSet devices, ChunkMap chunkMap) {
    this(
        devices.superblock(),
        chunkMap,
        List.copyOf(devices.devices()),
        devices.fsids().toArray(new UUID[0]),
        devices.readAhead(),
        null);
  }

  private Volume(
      Superblock superblock,
      ChunkMap chunkMap,
      List<Device> devices,
      UUID[] fsids,
      ReadAhead ahead,
      StripeTree stripeTree) {
    this.superblock = superblock;
    this.chunkMap = chunkMap;
    this.devices = devices;
    this.fsids = fsids;
    this.ahead = ahead;
    this.stripeTree = stripeTree;
  }

  /** This volume with data located by a stripe tree, which itself is read through this volume. */
  public Volume with(StripeTree tree) {
    return new Volume(superblock, chunkMap, devices, fsids, ahead, tree);
  }

  public Superblock superblock() {
    return superblock;
  }

  public ChecksumType checksumType() {
    return superblock.checksumType();
  }

  /** Bytes of a data block. */
  public int sectorSize() {
    return superblock.sectorSize();
  }

  /** Bytes of a tree block. */
  public int nodeSize() {
    return superblock.nodeSize();
  }

  /** The devices that chunks use, with the counts of their failures. */
  public List<Device> devices() {
    return devices;
  }

  /** All chunks, by ascending logical address. */
  public List<Chunk> chunks() {
    return chunkMap.chunks();
  }

  /** Whether a tree block of this filesystem may carry the UUID at {@code at}. */
  public boolean acceptsFsid(byte[] bytes, int at) {
    for (UUID fsid : fsids) {
      if (Uuids.matches(bytes, at, fsid)) {
        return true;
      }
    }
    return false;
  }

  /** Whether tree blocks may lie at this address. */
  public boolean holdsMetadata(long logical) {
    Chunk chunk = chunkMap.find(logical);
    return chunk != null && chunk.holdsMetadata();
  }

  /**
   * The number of ways to obtain the bytes at an address, including those that need a missing
   * device.
   *
   * @throws CorruptFilesystemException if no chunk holds the address
   */
  public int mirrorCount(long logical) {
    return chunkAt(logical).mirrors();
  }

  /** Whether several devices each hold a copy of the bytes at an address. */
  public boolean isMirroredOverDevices(long logical) {
    return chunkAt(logical).isMirroredOverDevices();
  }

  /** Whether any chunk with metadata has copies on several devices. */
  public boolean mirrorsMetadataOverDevices() {
    for (Chunk chunk : chunkMap.chunks()) {
      if (chunk.holdsMetadata() && chunk.isMirroredOverDevices()) {
        return true;
      }
    }
    return false;
  }

  /**
   * The number of ways, counted from the first, that need only devices that missed no write to the
   * chunk. Bytes without a checksum must not be read any other way.
   */
  public int currentMirrorCount(long logical) {
    Chunk chunk = chunkAt(logical);
    if (!chunk.isDegraded()) {
      return chunk.mirrors();
    }
    int count = 0;
    while (count < chunk.mirrors()
        && worst(chunk, logical - chunk.start(), count + 1) == Device.State.PRESENT) {
      count++;
    }
    return count;
  }

  private static Device.State worst(Chunk chunk, long offset, int mirror) {
    if (chunk.profile().parities() > 0) {
      ParityRow row = Striping.parityRow(chunk, offset);
      return row.worst(row.way(mirror));
    }
    return chunk.state(Striping.copyIndex(chunk, offset, mirror));
  }

  /**
   * Fills the buffer from a logical address on and moves its position to its limit. A range over
   * several chunks or stripes is read piece by piece, each by the way of the same number or, if it
   * has fewer ways, by its last.
   *
   * @param mirror from 1 to {@link #mirrorCount}
   * @throws MissingDeviceException if this way needs a device that was not given
   * @throws ImageAccessException if a device fails
   * @throws CorruptFilesystemException if no chunk holds a part of the range
   */
  public void read(long logical, ByteBuffer dst, int mirror) {
    int end = dst.limit();
    long at = logical;
    try {
      while (dst.position() < end) {
        Chunk chunk = chunkAt(at);
        int way = Math.min(mirror, chunk.mirrors());
        int left = end - dst.position();
        int length =
            isPlacedByTree(chunk)
                ? readRecorded(chunk, at, dst, left, way)
                : readComputed(chunk, at - chunk.start(), dst, left, way);
        at += length;
      }
    } finally {
      dst.limit(end);
    }
  }

  /** Whether {@link #expect} is of use now, because a device is slow. */
  public boolean isReadingAhead() {
    return ahead.isUseful();
  }

  /**
   * Announces that bytes will be read, so that they can be read ahead by the first way. Bytes that
   * no chunk holds or that have to be rebuilt are left out.
   *
   * @param length bytes
   */
  public void expect(Kind kind, long logical, long length) {
    visitFirstWay(
        logical, length, (device, physical, count) -> device.expect(kind, physical, count));
  }

  /** Receives a piece of a range as it lies on a device. */
  @FunctionalInterface
  public interface PieceVisitor {
    /**
     * Called for each piece, in the order of the logical addresses.
     *
     * @param physical byte offset on the device
     * @param length bytes
     */
    void visit(Device device, long physical, long length);
  }

  /**
   * Visits the pieces of a range where the first way reads them. Bytes that no chunk holds or that
   * have to be rebuilt are left out.
   *
   * @throws CorruptFilesystemException if no stripe tree item holds a part of it
   */
  public void visitFirstWay(long logical, long length, PieceVisitor visitor) {
    long left = length;
    for (long at = logical; left > 0; ) {
      Chunk chunk = chunkMap.find(at);
      if (chunk == null) {
        return;
      }
      long offset = at - chunk.start();
      long piece = Math.min(left, Striping.contiguous(chunk, offset));
      int index = stripeIndex(chunk, offset, 1);
      if (isPlacedByTree(chunk)) {
        StripeExtent extent = stripeTree.find(at);
        piece = Math.min(piece, extent.left(at));
        visitor.visit(chunk.stripe(index).device(), extent.physical(chunk, index, at), piece);
      } else if (index >= 0) {
        Stripe stripe = chunk.stripe(index);
        long physical = stripe.physical() + Striping.offsetInStripe(chunk, offset);
        visitor.visit(stripe.device(), physical, piece);
      }
      at += piece;
      left -= piece;
    }
  }

  private Chunk chunkAt(long logical) {
    Chunk chunk = chunkMap.find(logical);
    if (chunk == null) {
      throw new CorruptFilesystemException(
          "logical address " + Long.toUnsignedString(logical) + " lies in no chunk");
    }
    return chunk;
  }

  /** Whether the stripe tree places this chunk's bytes. */
  private boolean isPlacedByTree(Chunk chunk) {
    return stripeTree != null && chunk.isPlacedByStripeTree();
  }

  /** Reads a piece, at most {@code left} bytes, whose place is computed from its address. */
  private static int readComputed(Chunk chunk, long offset, ByteBuffer dst, int left, int mirror) {
    int length = (int) Math.min(left, Striping.contiguous(chunk, offset));
    long inStripe = Striping.offsetInStripe(chunk, offset);
    dst.limit(dst.position() + length);
    if (chunk.profile().parities() == 0) {
      chunk.stripe(Striping.copyIndex(chunk, offset, mirror)).read(inStripe, dst);
      return length;
    }
    int way = chunk.isDegraded() ? Striping.parityRow(chunk, offset).way(mirror) : mirror;
    if (way == ParityRow.DIRECT) {
      chunk.stripe(Striping.dataIndex(chunk, offset)).read(inStripe, dst);
    } else {
      Striping.parityRow(chunk, offset).rebuild(way, inStripe, dst);
    }
    return length;
  }

  /** Reads a piece, at most {@code left} bytes, whose place the stripe tree records. */
  private int readRecorded(Chunk chunk, long logical, ByteBuffer dst, int left, int mirror) {
    StripeExtent extent = stripeTree.find(logical);
    long offset = logical - chunk.start();
    long contiguous = Math.min(extent.left(logical), Striping.contiguous(chunk, offset));
    int length = (int) Math.min(left, contiguous);
    int index = Striping.copyIndex(chunk, offset, mirror);
    dst.limit(dst.position() + length);
    chunk.stripe(index).device().read(extent.physical(chunk, index, logical), dst);
    return length;
  }

  /**
   * Visits every place on a device that stores a piece of a range: the data itself or its copies,
   * and the parity that covers it. Pieces of a row of parity stripes share their parity, which is
   * visited once for each of them. Pieces of one stripe come in ascending physical order.
   *
   * @throws CorruptFilesystemException if no chunk, or no stripe tree item, holds a part of it
   */
  public void visitPlaces(long logical, long length, PlaceVisitor visitor) {
    long end = logical + length;
    for (long at = logical; at != end; ) {
      Chunk chunk = chunkAt(at);
      long offset = at - chunk.start();
      long piece = Math.min(end - at, Striping.contiguous(chunk, offset));
      if (isPlacedByTree(chunk)) {
        StripeExtent extent = stripeTree.find(at);
        piece = Math.min(piece, extent.left(at));
        visitCopies(chunk, at, piece, extent, visitor);
      } else if (chunk.profile().parities() == 0) {
        visitCopies(chunk, at, piece, null, visitor);
      } else {
        visitRow(chunk, at, piece, visitor);
      }
      at += piece;
    }
  }

  private static void visitCopies(
      Chunk chunk, long at, long length, StripeExtent recorded, PlaceVisitor visitor) {
    long offset = at - chunk.start();
    long inStripe = Striping.offsetInStripe(chunk, offset);
    int first = Striping.firstCopy(chunk, offset);
    for (int copy = 0; copy < chunk.profile().copies(); copy++) {
      Stripe stripe = chunk.stripe(first + copy);
      long physical =
          recorded == null
              ? stripe.physical() + inStripe
              : recorded.physical(chunk, first + copy, at);
      visitor.visit(new Place(stripe.device(), physical, at, length, copy + 1));
    }
  }

  private static void visitRow(Chunk chunk, long at, long length, PlaceVisitor visitor) {
    long offset = at - chunk.start();
    long inStripe = Striping.offsetInStripe(chunk, offset);
    Stripe data = chunk.stripe(Striping.dataIndex(chunk, offset));
    visitor.visit(new Place(data.device(), data.physical() + inStripe, at, length, 1));
    for (int parity = 1; parity <= chunk.profile().parities(); parity++) {
      Stripe stripe = chunk.stripe(Striping.parityIndex(chunk, offset, parity));
      visitor.visit(new Place(stripe.device(), stripe.physical() + inStripe, at, length, -parity));
    }
  }

  /**
   * Counts a repair: a block or sector was bad or unreadable by one way and was read by another. It
   * counts against the device that the bad copy came from. A wrong reconstruction counts against no
   * device, since it does not show which one is bad.
   */
  public void countRepair(long logical, int mirror) {
    Chunk chunk = chunkAt(logical);
    int index = stripeIndex(chunk, logical - chunk.start(), mirror);
    if (index >= 0) {
      chunk.stripe(index).device().countRepair();
    }
  }

  /** Bytes from an address on that are contiguous on each of their devices. */
  public long contiguous(long logical) {
    Chunk chunk = chunkAt(logical);
    return Striping.contiguous(chunk, logical - chunk.start());
  }

  /**
   * The places of the stored copies of the bytes at an address, for messages; reconstructions are
   * left out.
   */
  public List<String> describe(long logical) {
    return IntStream.rangeClosed(1, mirrorCount(logical))
        .filter(mirror -> !isRebuilt(logical, mirror))
        .mapToObj(mirror -> describe(logical, mirror))
        .toList();
  }

  private boolean isRebuilt(long logical, int mirror) {
    Chunk chunk = chunkAt(logical);
    return stripeIndex(chunk, logical - chunk.start(), mirror) < 0;
  }

  /** The place from which one way reads the bytes at an address, for error messages. */
  public String describe(long logical, int mirror) {
    Chunk chunk = chunkAt(logical);
    long offset = logical - chunk.start();
    int index = stripeIndex(chunk, offset, mirror);
    if (index < 0) {
      return "rebuilt from parity (mirror " + mirror + ")";
    }
    Stripe stripe = chunk.stripe(index);
    long physical =
        isPlacedByTree(chunk)
            ? stripeTree.find(logical).physical(chunk, index, logical)
            : stripe.physical() + Striping.offsetInStripe(chunk, offset);
    return stripe.device().name() + " at byte " + physical;
  }

  /**
   * The one stripe that a way reads at an address, or -1 if the way rebuilds the bytes from
   * several.
   */
  private static int stripeIndex(Chunk chunk, long offset, int mirror) {
    int known = Math.min(mirror, chunk.mirrors());
    if (chunk.profile().parities() == 0) {
      return Striping.copyIndex(chunk, offset, known);
    }
    boolean direct = Striping.parityRow(chunk, offset).way(known) == ParityRow.DIRECT;
    return direct ? Striping.dataIndex(chunk, offset) : -1;
  }
}
