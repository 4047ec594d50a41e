package io.btrsend.engine.extent;

import io.btrsend.engine.CorruptFilesystemException;
import io.btrsend.engine.DamagedMetadataException;
import io.btrsend.engine.EngineException;
import io.btrsend.engine.ImageAccessException;
import io.btrsend.engine.MissingDeviceException;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.format.ChecksumDigest;
import io.btrsend.engine.format.ChecksumType;
import io.btrsend.engine.format.Crc32c;
import io.btrsend.engine.format.Crc32cShift;
import io.btrsend.engine.format.LittleEndian;
import io.btrsend.engine.volume.Volume;
import java.nio.ByteBuffer;
import java.util.StringJoiner;
import java.util.zip.CRC32C;

/**
 * Reads whole sectors of data extents and verifies each. A range is read and checked in one piece
 * from the best mirror; bad sectors are then replaced one by one from other mirrors. The checksum
 * that verifies the piece also continues the register of the caller, so each byte is checksummed
 * once.
 *
 * <p>For one thread. Allocates only if something is wrong. Source: on-disk format 4.7, 9.
 */
final class SectorReader {
  private final Volume volume;
  private final int sectorSize;
  private final boolean crc32c;
  private final ChecksumTree checksums;
  private final ChecksumDigest digest;
  private final CRC32C crc = new CRC32C();
  private final Crc32cShift bySector;
  private final int standardCrcOfZeroSector;
  private final SmallReads smallReads;

  /** The destination of the current read, and a view of it whose position may move. */
  private ByteBuffer destination;

  private ByteBuffer view;

  /** The previous destination and its view; callers alternate between two. */
  private ByteBuffer otherDestination;

  private ByteBuffer otherView;

  /** Why a mirror could not be read; a missing device takes precedence. */
  private EngineException pieceFailure;

  SectorReader(Filesystem filesystem) {
    this.volume = filesystem.volume();
    this.sectorSize = volume.sectorSize();
    this.crc32c = volume.checksumType() == ChecksumType.CRC32C;
    this.checksums = new ChecksumTree(filesystem);
    this.digest = volume.checksumType().newDigest();
    this.bySector = new Crc32cShift(sectorSize);
    this.standardCrcOfZeroSector = Crc32c.standardCrcOfZeros(sectorSize);
    this.smallReads = new SmallReads(volume);
  }

  /**
   * Reads sectors into {@code dst} from index {@code at} on.
   *
   * @param extent the item they are read for
   * @param logical address of the first one
   * @param length bytes, a multiple of the sector size
   * @param register a CRC-32C register, not inverted
   * @param policy receives every unreadable sector
   * @return the register after the bytes
   */
  int read(
      ExtentData extent,
      long logical,
      ByteBuffer dst,
      int at,
      int length,
      int register,
      UnreadableData policy) {
    setDestination(dst);
    int mirror = readPiece(logical, at, length, extent.checksummed());
    if (mirror == 0 && length > sectorSize) {
      int half = length / sectorSize / 2 * sectorSize;
      int first = read(extent, logical, dst, at, half, register, policy);
      return read(extent, logical + half, dst, at + half, length - half, first, policy);
    }
    if (!extent.checksummed()) {
      return mirror == 0
          ? bySector.apply(register) ^ giveUp(extent, logical, at, pieceFailure, policy)
          : Crc32c.update(register, destination, at, length);
    }
    if (mirror != 0 && isSoundAsAWhole(logical, at, length)) {
      // The checksum was computed from all ones; a shift converts it to the caller's initial value.
      return crc32c
          ? ~(Crc32c.shift(~register, length) ^ (int) crc.getValue())
          : Crc32c.update(register, destination, at, length);
    }
    int sum = register;
    for (int sector = 0; sector < length; sector += sectorSize) {
      sum = bySector.apply(sum) ^ verify(extent, logical + sector, at + sector, mirror, policy);
    }
    return crc32c ? sum : Crc32c.update(register, destination, at, length);
  }

  @SuppressWarnings("ReferenceEquality") // equals() compares the bytes of buffers
  private void setDestination(ByteBuffer dst) {
    if (destination == dst) {
      return;
    }
    ByteBuffer known = otherDestination == dst ? otherView : dst.duplicate();
    otherDestination = destination;
    otherView = view;
    destination = dst;
    view = known;
  }

  /**
   * Reads a piece in one go.
   *
   * @return the first mirror that could be read, 0 if there is none; then {@link #pieceFailure}
   *     says why
   */
  private int readPiece(long logical, int at, int length, boolean checksummed) {
    pieceFailure = null;
    if (checksummed && smallReads.take(logical, destination, at, length)) {
      return 1;
    }
    try {
      int mirrors = checksummed ? volume.mirrorCount(logical) : volume.currentMirrorCount(logical);
      for (int mirror = 1; mirror <= mirrors; mirror++) {
        if (readMirror(logical, at, length, mirror)) {
          return mirror;
        }
      }
    } catch (CorruptFilesystemException e) {
      pieceFailure = e;
      return 0;
    }
    if (pieceFailure == null) {
      pieceFailure =
          new MissingDeviceException("no up-to-date device holds logical address " + text(logical));
    }
    return 0;
  }

  private boolean readMirror(long logical, int at, int length, int mirror) {
    try {
      volume.read(logical, viewOf(at, length), mirror);
      return true;
    } catch (MissingDeviceException e) {
      pieceFailure = e;
    } catch (ImageAccessException e) {
      if (!(pieceFailure instanceof MissingDeviceException)) {
        pieceFailure = e;
      }
    }
    return false;
  }

  /**
   * Whether a piece is sound as a whole. If a checksum is missing, the check of its sector reports
   * that.
   */
  private boolean isSoundAsAWhole(long logical, int at, int length) {
    try {
      return isSound(logical, at, length);
    } catch (CorruptFilesystemException | DamagedMetadataException e) {
      return false; // the check of the sector without a checksum throws again
    }
  }

  /**
   * Verifies one sector of a piece and replaces it if it is bad.
   *
   * @param mirror the mirror it was read from, 0 if none could be read
   * @return the register of the sector, 0 if the checksum type is not CRC-32C
   */
  private int verify(ExtentData extent, long logical, int at, int mirror, UnreadableData policy) {
    try {
      if (!hasChecksum(logical) && policy.acceptsUnverified(extent)) {
        return readUnverified(extent, logical, at, policy);
      }
      if (mirror == 0 || !isSound(logical, at, sectorSize)) {
        replace(logical, at, mirror);
      }
      return crc32c ? (int) crc.getValue() ^ standardCrcOfZeroSector : 0;
    } catch (CorruptFilesystemException | MissingDeviceException | ImageAccessException e) {
      return giveUp(extent, logical, at, e, policy);
    }
  }

  /** Whether the checksum of a sector is stored and can be read. */
  private boolean hasChecksum(long logical) {
    try {
      return checksums.find(logical);
    } catch (DamagedMetadataException unreadable) {
      return false; // whoever needs the checksum meets the exception again
    }
  }

  /** Reads a sector without a checksum from the devices that are up to date. */
  private int readUnverified(ExtentData extent, long logical, int at, UnreadableData policy) {
    if (readPiece(logical, at, sectorSize, false) == 0) {
      return giveUp(extent, logical, at, pieceFailure, policy);
    }
    return crc32c ? Crc32c.update(0, destination, at, sectorSize) : 0;
  }

  /**
   * Whether sectors in the destination match their stored checksums. With CRC-32C the stored
   * checksums are combined into that of the whole range, because one call is cheaper than one per
   * sector. One bad sector is always found; several bad ones cancel out as rarely as a bad sector
   * has the right checksum by chance.
   */
  private boolean isSound(long logical, int at, int length) {
    int expected = -1;
    for (int sector = 0; sector < length; sector += sectorSize) {
      if (!checksums.find(logical + sector)) {
        throw new CorruptFilesystemException(
            "no checksum for the sector at logical address " + text(logical + sector));
      }
      if (crc32c) {
        int stored = LittleEndian.i32(checksums.bytes(), checksums.at());
        expected = bySector.apply(expected) ^ stored ^ standardCrcOfZeroSector;
      } else if (!digest.matches(
          viewOf(at + sector, sectorSize), checksums.bytes(), checksums.at())) {
        return false;
      }
    }
    if (!crc32c) {
      return true;
    }
    crc.reset();
    crc.update(viewOf(at, length));
    return (int) crc.getValue() == ~expected;
  }

  private ByteBuffer viewOf(int at, int length) {
    return view.clear().position(at).limit(at + length);
  }

  /** Replaces a sector that is bad on one mirror by a sound copy. */
  private void replace(long logical, int at, int wrongMirror) {
    int mirrors = volume.mirrorCount(logical);
    StringJoiner wrong = new StringJoiner(", ");
    pieceFailure = null;
    for (int mirror = 1; mirror <= mirrors; mirror++) {
      if (mirror != wrongMirror && readMirror(logical, at, sectorSize, mirror)) {
        if (isSound(logical, at, sectorSize)) {
          countRepair(logical, wrongMirror);
          return;
        }
        wrong.add(volume.describe(logical, mirror));
      } else if (mirror == wrongMirror) {
        wrong.add(volume.describe(logical, mirror));
      }
    }
    String message = "no sound copy of the sector at logical address " + text(logical);
    if (wrong.length() > 0) {
      message += "; wrong checksum: " + wrong;
    }
    if (pieceFailure == null) {
      throw new CorruptFilesystemException(message);
    }
    throw UnreadableRange.relabelled(pieceFailure, message + "; " + pieceFailure.getMessage());
  }

  private void countRepair(long logical, int wrongMirror) {
    if (wrongMirror != 0) {
      volume.countRepair(logical, wrongMirror);
    }
  }

  /**
   * Passes an unreadable sector to the policy. If the policy tolerates it, the sector becomes
   * zeros, whose register is 0.
   */
  private int giveUp(
      ExtentData extent, long logical, int at, EngineException cause, UnreadableData policy) {
    long fileOffset = extent.itemOffset() + (logical - extent.diskBytenr() - extent.extentOffset());
    policy.unreadable(new UnreadableRange(extent, fileOffset, sectorSize, logical, cause));
    return Zeros.put(destination, at, sectorSize, 0);
  }

  private static String text(long address) {
    return Long.toUnsignedString(address);
  }
}
