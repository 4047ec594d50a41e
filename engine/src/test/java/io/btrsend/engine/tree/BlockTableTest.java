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
    putThrice(table, 2000);
    int held = held(table, 2100);
    assertTrue(held <= 512 && held >= 384, () -> held + " held");
  }

  @Test
  void leavesOfOneWalkTakeNoMoreThanTheirShare() {
    BlockTable table = new BlockTable(512);
    putInTurn(table, 0, 1000);
    int held = held(table, 1000);
    assertTrue(held <= 384 && held >= 320, () -> held + " held");
  }

  @Test
  void aLeafThatComesAgainAfterItWasPushedOutTwiceStays() {
    BlockTable table = new BlockTable(512);
    putThrice(table, 450);
    putInTurn(table, 1000, 3000);
    assertTrue(held(table, 450) > 0);
  }

  @Test
  void aLeafThatComesAgainOnceDoesNotStay() {
    BlockTable table = new BlockTable(512);
    for (int round = 0; round < 2; round++) {
      putInTurn(table, 0, 450);
    }
    putInTurn(table, 1000, 3000);
    assertEquals(0, held(table, 450));
  }

  /** A few at a time, again and again, so that each comes shortly after it was pushed out. */
  private static void putThrice(BlockTable table, int blocks) {
    for (int first = 0; first < blocks; first += 450) {
      for (int round = 0; round < 3; round++) {
        putInTurn(table, first, Math.min(first + 450, blocks));
      }
    }
  }

  private static void putInTurn(BlockTable table, int first, int end) {
    for (int i = first; i < end; i++) {
      table.put(block((long) i * BLOCK));
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
    putInTurn(table, 0, 4);
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
