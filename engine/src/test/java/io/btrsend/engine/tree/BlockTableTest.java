package io.btrsend.engine.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.engine.format.LittleEndian;
import org.junit.jupiter.api.Test;

class BlockTableTest {
  private static final int BLOCK = 16384;

  @Test
  void whatWasPutIsFoundByItsAddress() {
    BlockTable table = new BlockTable(64);
    TreeBlock block = block(30408704);
    table.put(block);
    assertSame(block, table.get(30408704));
    assertNull(table.get(30408704 + BLOCK));
  }

  @Test
  void itNeverHoldsMoreThanItsBound() {
    BlockTable table = new BlockTable(512);
    putTwice(table, 2000);
    int held = held(table, 2100);
    assertTrue(held <= 512 && held >= 384, () -> held + " held");
  }

  @Test
  void leavesOfOneWalkTakeNoMoreThanTheirShare() {
    BlockTable table = new BlockTable(512);
    for (int i = 0; i < 1000; i++) {
      table.put(block((long) i * BLOCK));
    }
    int held = held(table, 1000);
    assertTrue(held <= 192 && held >= 144, () -> held + " held");
  }

  @Test
  void aLeafThatIsNeededAgainAfterItWasPushedOutStays() {
    BlockTable table = new BlockTable(512);
    putTwice(table, 100);
    for (int i = 1000; i < 3000; i++) {
      table.put(block((long) i * BLOCK));
    }
    assertTrue(held(table, 100) > 0);
  }

  /** Again shortly after it was pushed out, which is what the table remembers. */
  private static void putTwice(BlockTable table, int blocks) {
    for (int i = 0; i < blocks + 100; i++) {
      table.put(block((long) i * BLOCK));
      if (i >= 100) {
        table.put(block((long) (i - 100) * BLOCK));
      }
    }
  }

  @Test
  void aNewCopyOfABlockReplacesTheOldOne() {
    BlockTable table = new BlockTable(8);
    table.put(block(BLOCK));
    TreeBlock second = block(BLOCK);
    table.put(second);
    table.put(block(2L * BLOCK));
    assertSame(second, table.get(BLOCK));
  }

  @Test
  void blocksInUseOutliveAWalkOverManyOthers() {
    BlockTable table = new BlockTable(64);
    for (int i = 0; i < 4; i++) {
      table.put(block((long) i * BLOCK));
    }
    int survived = 0;
    for (int i = 100; i < 2100; i++) {
      table.put(block((long) i * BLOCK));
      survived = held(table, 4);
    }
    assertEquals(4, survived);
  }

  private static int held(BlockTable table, int blocks) {
    int held = 0;
    for (int i = 0; i < blocks; i++) {
      held += table.get((long) i * BLOCK) == null ? 0 : 1;
    }
    return held;
  }

  private static TreeBlock block(long address) {
    byte[] bytes = new byte[TreeBlock.HEADER];
    LittleEndian.putU64(bytes, TreeBlock.BYTENR, address);
    return new TreeBlock(bytes);
  }
}
