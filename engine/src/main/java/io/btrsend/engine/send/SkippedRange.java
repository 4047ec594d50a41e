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
 * @param logical where its first byte should have been; of compressed data, where the extent
 *     begins; 0 if it is stored in the tree
 * @param copies the devices and places where the copies of the first byte should be, best first;
 *     empty if that is not known
 * @param reason what is wrong with them
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record SkippedRange(
    byte[] subvolume,
    byte[] file,
    long inode,
    long offset,
    long length,
    long logical,
    List<String> copies,
    Reason reason) {

  /** Why a range cannot be had; the most hopeful reason if the copies differ. */
  public enum Reason {
    /** What is there is not what was written. */
    DAMAGED,
    /** It lies on a device that was not given. */
    MISSING,
    /** The system cannot read it, or the image ends before it. */
    UNREADABLE
  }
}
