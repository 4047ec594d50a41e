package io.btrsend.engine.send.resolve;

import java.util.HashMap;
import java.util.Map;

/**
 * Detects delayed moves that wait for each other in a cycle and would wait forever. In a sound tree
 * one of the moves can always be performed; a cycle means that directories lie below each other.
 */
final class StuckMoves {
  /**
   * The moves that were delayed again since the last performed move, with the directory that blocks
   * each.
   */
  private final Map<Long, Long> blockers = new HashMap<>();

  /** Records that a move was performed, which may unblock any other. */
  void clear() {
    blockers.clear();
  }

  /** Whether the directory was delayed again since the last performed move. */
  boolean contains(long directory) {
    return blockers.containsKey(directory);
  }

  /**
   * Records that the move of a directory was delayed again.
   *
   * @return whether it was delayed before and the chain of blocking directories leads back to it
   */
  boolean closesCycle(long directory, long blocker) {
    boolean again = blockers.put(directory, blocker) != null;
    return again && leadsTo(directory, blocker);
  }

  private boolean leadsTo(long directory, long blocker) {
    Long at = blocker;
    for (int steps = 0; at != null && steps <= blockers.size(); steps++) {
      if (at == directory) {
        return true;
      }
      at = blockers.get(at);
    }
    return false;
  }
}
