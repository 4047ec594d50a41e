package io.btrsend.engine.tree;

import io.btrsend.engine.CorruptFilesystemException;
import io.btrsend.engine.DeviceConflictException;
import io.btrsend.engine.MissingDeviceException;

/**
 * Reads tree blocks and returns only those that match what the referring block records. If a copy
 * is bad, the next mirror is used. Thread-safe.
 *
 * <p>Every method throws {@link CorruptFilesystemException} if no copy passes, or {@link
 * MissingDeviceException} if none passes and one is on a missing device.
 */
public interface BlockReader {
  /**
   * The block at a logical address.
   *
   * @param level the required level
   * @param generation the required generation, 0 if unknown
   * @param treeId the tree it is read for: its owner must be that tree, or any subvolume if that
   *     tree is one, since snapshots share blocks; 0 accepts any owner
   */
  TreeBlock read(long address, int level, long generation, long treeId);

  /** The root block of a tree, which must be owned by the tree itself. */
  TreeBlock root(TreeRoot root);

  /**
   * The block that a slot of an inner block points to. Its keys must lie between the slot's key,
   * with which it must begin, and the next slot's.
   */
  TreeBlock child(TreeBlock parent, int slot, long treeId);

  /** Whether {@link #expect} is of use now, because a device is slow. */
  boolean isReadingAhead();

  /** Announces that the child in a slot of an inner block will be read. Never fails. */
  void expect(TreeBlock parent, int slot);

  /**
   * Checks that no two devices hold different sound versions of a block. The block may be damaged
   * or missing on any of them.
   *
   * @param generation the generation that the referring block records
   * @throws DeviceConflictException if they do, because the halves of a mirror were each written
   *     alone
   */
  void compareCopies(long address, long generation);
}
