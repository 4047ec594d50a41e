package io.btrsend.engine.scrub;

import io.btrsend.engine.EngineException;
import io.btrsend.engine.tree.BlockReader;
import io.btrsend.engine.tree.TreeBlock;
import io.btrsend.engine.tree.TreeCursor;
import java.util.concurrent.Executor;

/**
 * Loads the leaves that a cursor enters next into the cache of blocks, several at a time, so that a
 * plan does not wait for each of them. For the thread that moves the cursor.
 */
final class LeavesAhead {
  private static final int LEAVES = 16;

  private final BlockReader blocks;
  private final TreeCursor cursor;
  private final long treeId;
  private final Executor readers;

  private TreeBlock leaf;
  private TreeBlock parent;

  /** The slot of the parent up to which leaves were requested. */
  private int requested;

  LeavesAhead(BlockReader blocks, TreeCursor cursor, long treeId, Executor readers) {
    this.blocks = blocks;
    this.cursor = cursor;
    this.treeId = treeId;
    this.readers = readers;
  }

  /** To be called when the cursor may have entered another leaf of a tree with inner blocks. */
  void moved() {
    if (cursor.leaf().address() == (leaf == null ? 0 : leaf.address())) {
      return;
    }
    leaf = cursor.leaf();
    TreeBlock above = cursor.blockOnPath(1, leaf.objectid(0), leaf.type(0), leaf.offset(0));
    if (parent == null || parent.address() != above.address()) {
      parent = above;
      requested = 0;
    }
    int slot = parent.lowerBound(leaf.objectid(0), leaf.type(0), leaf.offset(0));
    requested = Math.max(requested, slot + 1);
    for (int end = Math.min(slot + 1 + LEAVES, parent.itemCount()); requested < end; requested++) {
      TreeBlock from = parent;
      int child = requested;
      readers.execute(() -> load(from, child));
    }
  }

  private void load(TreeBlock from, int slot) {
    try {
      var unused = blocks.child(from, slot, treeId);
    } catch (EngineException e) {
      return; // the cursor meets the same damage when it gets there, and that is reported
    }
  }
}
