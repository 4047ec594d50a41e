package io.btrsend.engine.stream;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;

/**
 * How many bytes the names of all trees take. What becomes garbage is noticed only by counting
 * anew, which takes as long as visiting every name.
 */
final class NameMemory {
  private final SplittableRandom random = new SplittableRandom();
  private long used;
  private byte count;

  long used() {
    return used;
  }

  void use(long bytes) {
    used += bytes;
  }

  /** For a treap to be balanced, whatever the names: nobody can foresee it. */
  int nextPriority() {
    return random.nextInt();
  }

  void beginCounting() {
    used = 0;
    count = (byte) (count == 1 ? 2 : 1);
  }

  /**
   * Adds the names below one that no tree before had too; renames make trees deep, hence no
   * recursion.
   */
  void countBelow(NameNode top) {
    Deque<NameNode> waiting = new ArrayDeque<>();
    push(waiting, top.inside);
    while (!waiting.isEmpty()) {
      NameNode node = waiting.pop();
      used += node.bytes();
      push(waiting, node.left);
      push(waiting, node.right);
      push(waiting, node.inside);
    }
  }

  private void push(Deque<NameNode> waiting, NameNode node) {
    if (node != null && node.counted != count) {
      node.counted = count;
      waiting.push(node);
    }
  }
}
