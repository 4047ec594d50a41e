package io.btrsend.engine.send;

import java.util.List;

/**
 * A range of a file that could not be read and was sent as zeros.
 *
 * @param subvolume path of the subvolume from the top level, not to be modified
 * @param file path of the file in the subvolume, not to be modified; empty if it has no name
 * @param inode number of the file
 * @param offset where in the file it begins, bytes
 * @param length bytes
 * @param logical the logical address of its first byte; the start of the extent if it is
 *     compressed; 0 if the data is stored in the tree
 * @param copies the devices and offsets of the copies of the first byte, best first; empty if
 *     unknown
 * @param reason why the copies cannot be used
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record SkippedRange(
    byte[] subvolume,
    byte[] file,
    long inode,
    long offset,
    long length,
    long logical,
    List<String> copies,
    Reason reason) {

  /** Why a range cannot be read; if the copies differ, the reason that is easiest to remedy. */
  public enum Reason {
    /** The checksum does not match. */
    DAMAGED,
    /** The device was not given. */
    MISSING,
    /** The operating system cannot read it, or the image ends before it. */
    UNREADABLE
  }
}
