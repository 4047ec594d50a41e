package io.btrsend.engine.scrub;

import io.btrsend.engine.device.Device;

/**
 * Something bad at one place of a device.
 *
 * @param physical byte offset on the device
 * @param length bytes
 * @param logical address of the first byte; 0 for superblocks; for parity, the address at which its
 *     row begins
 * @param copy number of the stored copy, from 1; for parity 1 for P, 2 for Q; for superblocks 1 to
 *     3
 * @param extent address of the extent, 0 for superblocks and parity
 * @param level of a tree block, -1 if it is none
 * @param detail what is wrong, for people: a clause
 * @param repairable whether the right bytes can be had from another copy or from parity
 */
public record Finding(
    Kind kind,
    Problem problem,
    Device device,
    long physical,
    long length,
    long logical,
    int copy,
    long extent,
    int level,
    String detail,
    boolean repairable) {

  /** What the place holds. */
  public enum Kind {
    SUPERBLOCK,
    METADATA,
    DATA,
    PARITY
  }

  /** What is wrong with it. */
  public enum Problem {
    /** The checksum does not match. */
    CHECKSUM,
    /** The checksum matches, but the block is not one that belongs there. */
    HEADER,
    /** The block is sound but of another transaction: the device missed a write. */
    GENERATION,
    /** Parity is not that of the data. */
    PARITY_MISMATCH,
    /** The device cannot read it. */
    READ_ERROR,
    /** The device was not given, and nothing else holds the bytes. */
    MISSING
  }

  /** This and a finding about what follows it directly, as one; null if they differ. */
  Finding joined(Finding next) {
    boolean same =
        kind == next.kind
            && kind != Kind.METADATA
            && problem == next.problem
            && repairable == next.repairable
            && device == next.device
            && copy == next.copy
            && extent == next.extent
            && next.physical == physical + length
            && next.logical == logical + length;
    return same
        ? new Finding(
            kind,
            problem,
            device,
            physical,
            length + next.length,
            logical,
            copy,
            extent,
            level,
            detail,
            repairable)
        : null;
  }
}
