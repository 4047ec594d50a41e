package io.btrsend.engine.scrub;

import io.btrsend.engine.CorruptFilesystemException;
import io.btrsend.engine.ImageAccessException;
import io.btrsend.engine.MissingDeviceException;
import io.btrsend.engine.extent.ChecksumTree;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.format.ChecksumDigest;
import io.btrsend.engine.tree.TreeBlockCheck;
import io.btrsend.engine.volume.Volume;
import java.nio.ByteBuffer;

/**
 * Decides whether bytes that were read are those that belong at an address, and finds the right
 * ones elsewhere. For one thread.
 */
final class SectorCheck {
  /** What is wrong, and in words. */
  record Defect(Finding.Problem problem, String detail) {}

  private final Volume volume;
  private final int sectorSize;
  private final TreeBlockCheck blocks;
  private final ChecksumTree checksums;
  private final ChecksumDigest digest;
  private final Defect wrongChecksum;

  SectorCheck(Filesystem filesystem) {
    this.volume = filesystem.volume();
    this.sectorSize = volume.sectorSize();
    this.blocks = new TreeBlockCheck(volume);
    this.checksums = new ChecksumTree(filesystem);
    this.digest = volume.checksumType().newDigest();
    this.wrongChecksum =
        new Defect(
            Finding.Problem.CHECKSUM,
            "its " + volume.checksumType().label() + " checksum does not match");
  }

  /** What is wrong with a tree block, or null. */
  Defect ofBlock(byte[] block, AllocatedExtent extent) {
    String problem = blocks.checksumProblem(block);
    if (problem != null) {
      return new Defect(Finding.Problem.CHECKSUM, problem);
    }
    problem = blocks.contentProblem(block, extent.logical());
    if (problem != null) {
      return new Defect(Finding.Problem.HEADER, problem);
    }
    problem = TreeBlockCheck.mismatch(block, extent.level(), 0);
    if (problem != null) {
      return new Defect(Finding.Problem.HEADER, problem);
    }
    problem = TreeBlockCheck.mismatch(block, extent.level(), extent.generation());
    return problem == null ? null : new Defect(Finding.Problem.GENERATION, problem);
  }

  /** Whether a sector of data has a checksum; if not, nothing can be said about its bytes. */
  boolean hasChecksum(long logical) {
    return checksums.find(logical);
  }

  /** What is wrong with the sector of data at a position of a buffer; it has a checksum. */
  Defect ofSector(long logical, ByteBuffer bytes, int at) {
    checksums.find(logical);
    ByteBuffer sector = bytes.clear().position(at).limit(at + sectorSize);
    return digest.matches(sector, checksums.bytes(), checksums.at()) ? null : wrongChecksum;
  }

  /**
   * Reads the tree block of an extent in any way that gives a sound one.
   *
   * @return null if there is none
   */
  byte[] soundBlock(AllocatedExtent extent) {
    byte[] block = new byte[volume.nodeSize()];
    for (int way = 1; way <= volume.mirrorCount(extent.logical()); way++) {
      if (read(extent.logical(), block, way) && ofBlock(block, extent) == null) {
        return block;
      }
    }
    return null;
  }

  /**
   * Reads a sector of data in any way that gives a sound one; without a checksum, in any way that
   * needs only devices that missed no write.
   *
   * @return null if there is none
   */
  byte[] soundSector(long logical) {
    byte[] sector = new byte[sectorSize];
    boolean verifiable = hasChecksum(logical);
    int ways = verifiable ? volume.mirrorCount(logical) : volume.currentMirrorCount(logical);
    for (int way = 1; way <= ways; way++) {
      if (read(logical, sector, way)
          && (!verifiable || ofSector(logical, ByteBuffer.wrap(sector), 0) == null)) {
        return sector;
      }
    }
    return null;
  }

  private boolean read(long logical, byte[] into, int way) {
    try {
      volume.read(logical, ByteBuffer.wrap(into), way);
      return true;
    } catch (ImageAccessException | MissingDeviceException | CorruptFilesystemException e) {
      return false; // what is wrong with that way is a finding of its own
    }
  }
}
