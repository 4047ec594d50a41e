package io.btrsend.engine.filesystem;

import io.btrsend.engine.tree.BlockReader;
import io.btrsend.engine.tree.TreeRoot;

/** Comes between the trees of a filesystem and those that read them, to salvage what is left. */
public interface Mending {
  /** Shows the trees as they are; damage is an error. */
  Mending NONE =
      new Mending() {
        @Override
        public BlockReader over(BlockReader stored) {
          return stored;
        }

        @Override
        public void mend(TreeRoot tree) {
          // Nothing is replaced.
        }

        @Override
        public boolean toleratesDamage() {
          return false;
        }
      };

  /** What is read instead of the stored blocks. Called once, before anything else. */
  BlockReader over(BlockReader stored);

  /** Leaves out of a tree what cannot be read. Called for the root tree, before it is used. */
  void mend(TreeRoot tree);

  /**
   * Whether a send does without what it can do without: back references that cannot be read are
   * treated as absent.
   */
  boolean toleratesDamage();
}
