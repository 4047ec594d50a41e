package io.btrsend.engine.salvage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class FoundRootsTest {
  private final FoundRoots found = new FoundRoots();

  @Test
  void ofAGenerationTheHighestLevelCounts() {
    FoundRoot root = new FoundRoot(7, 1, 8192);
    found.add(new FoundRoot(7, 0, 4096));
    found.add(root);
    found.add(new FoundRoot(7, 0, 12288));
    assertEquals(List.of(root), found.list());
  }

  @Test
  void theSameBlockFromAnotherMirrorCountsOnce() {
    found.add(new FoundRoot(7, 0, 4096));
    found.add(new FoundRoot(7, 0, 4096));
    assertEquals(1, found.list().size());
  }

  @Test
  void theNewestGenerationComesFirst() {
    FoundRoot negative = new FoundRoot(-1, 0, 4096);
    FoundRoot small = new FoundRoot(3, 0, 8192);
    found.add(small);
    found.add(negative);
    assertEquals(List.of(negative, small), found.list());
  }

  @Test
  void theOldestGenerationsAreLeftOutWhenThereAreTooMany() {
    for (long generation = 1; generation <= FoundRoots.MAX_GENERATIONS; generation++) {
      found.add(new FoundRoot(generation, 0, 4096));
    }
    assertFalse(found.isLeftOut());
    found.add(new FoundRoot(FoundRoots.MAX_GENERATIONS + 1L, 0, 4096));
    assertTrue(found.isLeftOut());
    List<FoundRoot> list = found.list();
    assertEquals(FoundRoots.MAX_GENERATIONS, list.size());
    assertEquals(2, list.get(list.size() - 1).generation());
  }

  @Test
  void ofOneGenerationOnlySomeBlocksAreKept() {
    for (long address = 1; address <= 2 * FoundRoots.MAX_BLOCKS; address++) {
      found.add(new FoundRoot(7, 0, address * 4096));
    }
    assertEquals(FoundRoots.MAX_BLOCKS, found.list().size());
  }
}
