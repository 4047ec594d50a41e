package io.btrsend.engine.hostile;

import io.btrsend.engine.testing.WritableImages.Place;
import io.btrsend.engine.tree.TreeBlock;
import java.util.List;

/**
 * A tree block that the last commit refers to.
 *
 * @param treeId the first tree it was found in; snapshots share blocks
 * @param parent the block that refers to it, or null for a root
 * @param slot in the parent
 * @param copies where the images hold these bytes
 */
record LiveBlock(TreeBlock block, long treeId, LiveBlock parent, int slot, List<Place> copies) {}
