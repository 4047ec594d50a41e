package io.btrsend.engine.salvage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.btrsend.engine.CorruptFilesystemException;
import io.btrsend.engine.format.Key;
import io.btrsend.engine.tree.BlockBuilder;
import io.btrsend.engine.tree.BlockBuilder.Child;
import io.btrsend.engine.tree.BlockBuilder.Item;
import io.btrsend.engine.tree.BlockReader;
import io.btrsend.engine.tree.TreeBlock;
import io.btrsend.engine.tree.TreeRoot;
import java.util.List;
import org.junit.jupiter.api.Test;

class MendedBlocksTest {
  private static final Key KEY = new Key(256, 1, 0);
  private static final long ADDRESS = 1 << 20;
  private static final TreeBlock LEAF =
      BlockBuilder.leaf(ADDRESS, 7, 300, List.of(new Item(KEY, new byte[1])));

  /** Has one leaf, of generation 7. */
  private static final class OneLeaf implements BlockReader {
    private int reads;

    @Override
    public TreeBlock read(long address, int level, long generation, long treeId) {
      throw new AssertionError();
    }

    @Override
    public TreeBlock root(TreeRoot root) {
      throw new CorruptFilesystemException("no root");
    }

    @Override
    public TreeBlock child(TreeBlock parent, int slot, long treeId) {
      reads++;
      if (parent.childGeneration(slot) != LEAF.generation()) {
        throw new CorruptFilesystemException("another generation");
      }
      return LEAF;
    }

    @Override
    public boolean isReadingAhead() {
      return false;
    }

    @Override
    public void expect(TreeBlock parent, int slot) {
      throw new AssertionError();
    }

    @Override
    public void compareCopies(long address, long generation) {
      throw new AssertionError();
    }
  }

  private static TreeBlock parent(long generation) {
    return BlockBuilder.inner(
        2 * ADDRESS, generation, 300, 1, List.of(new Child(KEY, ADDRESS, generation)));
  }

  private final OneLeaf stored = new OneLeaf();
  private final MendedBlocks blocks = new MendedBlocks(stored);

  @Test
  void aBadReferenceToABlockDoesNotHideItFromASoundOne() {
    assertThrows(CorruptFilesystemException.class, () -> blocks.child(parent(6), 0, 300));
    assertSame(LEAF, blocks.child(parent(7), 0, 301));
    assertEquals(
        List.of(new LostRange(300, 0, KEY, null, ADDRESS, "another generation")),
        blocks.lostRanges());
  }

  @Test
  void aBadReferenceIsTriedOnceAndToldForEachTree() {
    for (int attempt = 0; attempt < 3; attempt++) {
      assertThrows(CorruptFilesystemException.class, () -> blocks.child(parent(6), 0, 300));
    }
    assertEquals(1, stored.reads);
    assertThrows(CorruptFilesystemException.class, () -> blocks.child(parent(6), 0, 301));
    assertEquals(List.of(300L, 301L), blocks.lostRanges().stream().map(LostRange::treeId).toList());
  }

  @Test
  void whatIsFoundUnusableLaterIsTold() {
    TreeBlock parent = parent(7);
    blocks.child(parent, 0, 300);
    Key end = new Key(256, 0, 0);
    blocks.lose(parent, 0, 300, end, new CorruptFilesystemException("beyond"));
    assertEquals(List.of(new LostRange(300, 0, KEY, end, ADDRESS, "beyond")), blocks.lostRanges());
  }
}
