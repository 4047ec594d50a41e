package io.btrsend.engine.send.gather;

import io.btrsend.engine.extent.BackrefPlan;
import io.btrsend.engine.filesystem.FileExtent;
import io.btrsend.engine.tree.TreeBlock;

/**
 * The facts gathered about one EXTENT_DATA item of the tree being sent, for the resolver.
 * Immutable.
 *
 * @param leaf the leaf that holds the item
 * @param slot its slot there
 * @param extent the item, decoded
 * @param unchanged whether the parent's inode of the same number has this very extent; false
 *     without a parent
 * @param references the back references of its data in the kernel's order; {@link BackrefPlan#NONE}
 *     if nothing can be cloned, null if they were not gathered
 */
public record ExtentFacts(
    TreeBlock leaf, int slot, FileExtent extent, boolean unchanged, BackrefPlan references) {}
