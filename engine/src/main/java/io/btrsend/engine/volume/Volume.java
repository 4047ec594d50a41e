package io.btrsend.engine.volume;

import io.btrsend.engine.CorruptFilesystemException;
import io.btrsend.engine.ImageAccessException;
import io.btrsend.engine.MissingDeviceException;
import io.btrsend.engine.device.DeviceSet;
import io.btrsend.engine.device.Member;
import io.btrsend.engine.format.ChecksumType;
import io.btrsend.engine.format.ChunkItem;
import io.btrsend.engine.format.Superblock;
import io.btrsend.engine.format.Uuids;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;

/**
 * The bytes at logical addresses, in as many ways as there are to obtain them. Ways are numbered as
 * mirrors from 1, the best first: those that need only up-to-date devices, then those that need a
 * stale one, then those that lack a device; within each, the copy itself comes before what is
 * rebuilt from parity. What comes back is unverified.
 *
 * <p>Thread-safe. Reading a copy goes straight from the device into the caller's buffer. Source:
 * on-disk format 4.4, 4.7.
 */
public final class Volume {
  private static final int STRIPE_UNIT = ChunkItem.STRIPE_UNIT;

  private final Superblock superblock;
  private final ChunkMap chunkMap;
  private final List<Member> members;
  private final UUID[] fsids;

  /** Devices and chunks that belong together; the devices stay the caller's to close. */
  public Volume(DeviceSet devices, ChunkMap chunkMap) {
    this.superblock = devices.superblock();
    this.chunkMap = chunkMap;
    this.members = List.copyOf(devices.members());
    this.fsids = devices.fsids().toArray(new UUID[0]);
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

  /** The devices that chunks lie on, with what was found wrong on each of them. */
  public List<Member> members() {
    return members;
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
   * How many ways there are to obtain the bytes at an address, those that lack a device included.
   *
   * @throws CorruptFilesystemException if no chunk holds the address
   */
  public int mirrorCount(long logical) {
    return chunkAt(logical).mirrors();
  }

  /**
   * How many of these ways, from the first, need only devices that missed no commit. Bytes without
   * a checksum must not be taken from any other.
   */
  public int currentMirrorCount(long logical) {
    Chunk chunk = chunkAt(logical);
    if (!chunk.isDegraded()) {
      return chunk.mirrors();
    }
    int count = 0;
    while (count < chunk.mirrors()
        && worst(chunk, logical - chunk.start(), count + 1) == Member.State.PRESENT) {
      count++;
    }
    return count;
  }

  private static Member.State worst(Chunk chunk, long offset, int mirror) {
    if (chunk.profile().parities() > 0) {
      ParityRow row = parityRow(chunk, offset);
      return row.worst(row.way(mirror));
    }
    return chunk.stripe(copyIndex(chunk, offset, mirror)).member().state();
  }

  /**
   * Fills the buffer from a logical address on, moving its position to its limit. A range over
   * several chunks or stripes is read piece by piece, each in the same of its ways, or its last.
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
        long offset = at - chunk.start();
        int length = (int) Math.min(end - dst.position(), contiguous(chunk, offset));
        dst.limit(dst.position() + length);
        readPiece(chunk, offset, dst, Math.min(mirror, chunk.mirrors()));
        at += length;
      }
    } finally {
      dst.limit(end);
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

  /** Bytes from there that lie in one piece on a device. */
  private static long contiguous(Chunk chunk, long offset) {
    long left = chunk.length() - offset;
    return chunk.profile().isStriped() ? Math.min(left, STRIPE_UNIT - offset % STRIPE_UNIT) : left;
  }

  private static void readPiece(Chunk chunk, long offset, ByteBuffer dst, int mirror) {
    if (chunk.profile().parities() == 0) {
      Stripe stripe = chunk.stripe(copyIndex(chunk, offset, mirror));
      stripe.member().read(stripe.physical() + offsetOnDevice(chunk, offset), dst);
      return;
    }
    int way = mirror;
    if (chunk.isDegraded()) {
      way = parityRow(chunk, offset).way(mirror);
    }
    if (way == ParityRow.DIRECT) {
      Stripe stripe = chunk.stripe(dataIndex(chunk, offset));
      stripe.member().read(stripe.physical() + offsetOnDevice(chunk, offset), dst);
    } else {
      parityRow(chunk, offset).rebuild(way, offsetOnDevice(chunk, offset), dst);
    }
  }

  /** The stripe with the {@code mirror}th best copy, for profiles without parity. */
  private static int copyIndex(Chunk chunk, long offset, int mirror) {
    int copies = chunk.profile().copies();
    long piece = chunk.profile().isStriped() ? offset / STRIPE_UNIT : 0;
    int first = (int) (piece % chunk.columns()) * copies;
    if (!chunk.isDegraded()) {
      return first + mirror - 1;
    }
    int left = mirror;
    for (Member.State state : Member.State.values()) {
      for (int index = first; index < first + copies; index++) {
        if (chunk.stripe(index).member().state() == state && --left == 0) {
          return index;
        }
      }
    }
    throw new IllegalArgumentException("mirror " + mirror);
  }

  /** The stripe with the data itself, for profiles with parity. */
  private static int dataIndex(Chunk chunk, long offset) {
    long piece = offset / STRIPE_UNIT;
    return ParityRow.stripeIndex(chunk, piece / chunk.columns(), (int) (piece % chunk.columns()));
  }

  private static ParityRow parityRow(Chunk chunk, long offset) {
    long piece = offset / STRIPE_UNIT;
    return new ParityRow(chunk, piece / chunk.columns(), (int) (piece % chunk.columns()));
  }

  /** Byte offset from the start of each stripe. */
  private static long offsetOnDevice(Chunk chunk, long offset) {
    return chunk.profile().isStriped()
        ? offset / STRIPE_UNIT / chunk.columns() * STRIPE_UNIT + offset % STRIPE_UNIT
        : offset;
  }

  /**
   * Counts a block or sector that was bad or could not be read in one way, now that another way has
   * served it, against the device it should have come from. What was rebuilt wrongly counts against
   * none, for it does not tell which device is to blame.
   */
  public void countRepair(long logical, int mirror) {
    Stripe stripe = stripeOrNull(logical, mirror);
    if (stripe != null) {
      stripe.member().countRepair();
    }
  }

  /** Where one way takes the bytes at an address from, for error messages. */
  public String describe(long logical, int mirror) {
    Chunk chunk = chunkMap.find(logical);
    Stripe stripe = stripeOrNull(logical, mirror);
    if (stripe == null) {
      return "rebuilt from parity (mirror " + mirror + ")";
    }
    long physical = stripe.physical() + offsetOnDevice(chunk, logical - chunk.start());
    return stripe.member().name() + " at byte " + physical;
  }

  /** The one stripe that a way reads at an address, or null if it rebuilds from several. */
  private Stripe stripeOrNull(long logical, int mirror) {
    Chunk chunk = chunkAt(logical);
    long offset = logical - chunk.start();
    int known = Math.min(mirror, chunk.mirrors());
    if (chunk.profile().parities() == 0) {
      return chunk.stripe(copyIndex(chunk, offset, known));
    }
    boolean direct = parityRow(chunk, offset).way(known) == ParityRow.DIRECT;
    return direct ? chunk.stripe(dataIndex(chunk, offset)) : null;
  }
}
