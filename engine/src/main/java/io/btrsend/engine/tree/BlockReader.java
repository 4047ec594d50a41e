package io.btrsend.engine.tree;

import io.btrsend.engine.CorruptFilesystemException;
import io.btrsend.engine.DeviceConflictException;
import io.btrsend.engine.MissingDeviceException;

/**
 * Reads tree blocks and hands out only those that are what their referrer says; a bad copy is
 * replaced by the next mirror. Thread-safe.
 *
 * <p>Every method throws {@link CorruptFilesystemException} if no copy passes, or {@link
 * MissingDeviceException} if none does and one could not be read for lack of a device.
 */
public interface BlockReader {
  /**
   * The block at a logical address.
   *
   * @param level the level it must have
   * @param generation the generation it must have, 0 if unknown
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

  /**
   * Makes sure that no two devices hold different sound versions of a block, which may be damaged
   * or missing on any of them.
   *
   * @param generation what refers to the block says of its generation
   * @throws DeviceConflictException if they do: the halves of a mirror were each written alone
   */
  void compareCopies(long address, long generation);
}
