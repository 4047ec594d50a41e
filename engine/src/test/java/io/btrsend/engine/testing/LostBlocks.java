package io.btrsend.engine.testing;

import io.btrsend.engine.CorruptFilesystemException;
import io.btrsend.engine.filesystem.Mending;
import io.btrsend.engine.tree.BlockReader;
import io.btrsend.engine.tree.TreeBlock;
import io.btrsend.engine.tree.TreeRoot;
import java.util.Set;

/** Makes tree blocks of a sound filesystem unreadable, on every copy. Images stay as they are. */
public final class LostBlocks implements Mending {
  private final Mending mending;
  private final Set<Long> lost;

  /**
   * @param mending what is done about it
   * @param lost logical addresses of the blocks
   */
  public LostBlocks(Mending mending, Set<Long> lost) {
    this.mending = mending;
    this.lost = Set.copyOf(lost);
  }

  @Override
  public void mend(TreeRoot tree) {
    mending.mend(tree);
  }

  @Override
  public boolean toleratesDamage() {
    return mending.toleratesDamage();
  }

  @Override
  public BlockReader over(BlockReader stored) {
    return mending.over(new Lossy(stored, lost));
  }

  private record Lossy(BlockReader stored, Set<Long> lost) implements BlockReader {
    private void require(long address) {
      if (lost.contains(address)) {
        throw new CorruptFilesystemException("tree block " + address + " was made unreadable");
      }
    }

    @Override
    public TreeBlock read(long address, int level, long generation, long treeId) {
      require(address);
      return stored.read(address, level, generation, treeId);
    }

    @Override
    public TreeBlock root(TreeRoot root) {
      require(root.address());
      return stored.root(root);
    }

    @Override
    public TreeBlock child(TreeBlock parent, int slot, long treeId) {
      require(parent.childAddress(slot));
      return stored.child(parent, slot, treeId);
    }

    @Override
    public boolean isReadingAhead() {
      return stored.isReadingAhead();
    }

    @Override
    public void expect(TreeBlock parent, int slot) {
      stored.expect(parent, slot);
    }

    @Override
    public void compareCopies(long address, long generation) {
      stored.compareCopies(address, generation);
    }
  }
}
