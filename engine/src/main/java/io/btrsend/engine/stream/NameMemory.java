package io.btrsend.engine.stream;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;

/**
 * Counts the memory of the names in all trees. Garbage is subtracted only by a new count, which
 * visits every name.
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

  /**
   * A random priority that keeps a treap balanced whatever the names, because a stream cannot
   * predict it.
   */
  int nextPriority() {
    return random.nextInt();
  }

  void beginCounting() {
    used = 0;
    count = (byte) (count == 1 ? 2 : 1);
  }

  /**
   * Adds the names below a node that this count has not visited yet. Renames can make trees deep,
   * so this does not recurse.
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
