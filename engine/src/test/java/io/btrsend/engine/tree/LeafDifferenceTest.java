package io.btrsend.engine.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.FilesystemOptions;
import io.btrsend.engine.filesystem.SubvolumeInfo;
import io.btrsend.engine.testing.Fixture;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class LeafDifferenceTest {

  @TestFactory
  Stream<DynamicTest> countsTheLeavesThatOnlyOneTreeHas() {
    return Fixture.all().stream()
        .map(fixture -> dynamicTest(fixture.name(), () -> compareAllPairs(fixture)));
  }

  private static void compareAllPairs(Fixture fixture) {
    try (Filesystem filesystem = Filesystem.open(fixture.images(), FilesystemOptions.defaults())) {
      List<SubvolumeInfo> all =
          filesystem.subvolumes().list().stream().filter(info -> !info.dead()).limit(5).toList();
      for (SubvolumeInfo one : all) {
        for (SubvolumeInfo other : all) {
          comparePair(filesystem.blocks(), one.root(), other.root());
        }
      }
    }
  }

  private static void comparePair(BlockReader blocks, TreeRoot one, TreeRoot other) {
    Set<Long> leaves = leaves(blocks, one);
    Set<Long> others = leaves(blocks, other);
    Set<Long> both = new HashSet<>(leaves);
    both.retainAll(others);
    long expected = leaves.size() + others.size() - 2L * both.size();
    LeafDifference difference = new LeafDifference(blocks);
    assertEquals(expected, difference.between(one, other, Long.MAX_VALUE));
    long limited = difference.between(one, other, 1);
    assertTrue(expected == 0 ? limited == 0 : limited >= 1);
  }

  private static Set<Long> leaves(BlockReader blocks, TreeRoot root) {
    Set<Long> leaves = new HashSet<>();
    collect(blocks, blocks.root(root), root.treeId(), leaves);
    return leaves;
  }

  private static void collect(BlockReader blocks, TreeBlock block, long treeId, Set<Long> leaves) {
    if (block.level() == 0) {
      leaves.add(block.address());
      return;
    }
    for (int slot = 0; slot < block.itemCount(); slot++) {
      collect(blocks, blocks.child(block, slot, treeId), treeId, leaves);
    }
  }
}
