package io.btrsend.engine.send.resolve;

import java.util.HashMap;
import java.util.Map;

/**
 * Tells when moves that were put off again wait for each other in a ring, which they do for ever if
 * nothing else can move. In a sound tree one of them can always go ahead; directories that lie
 * below each other are what makes a ring.
 */
final class StuckMoves {
  /** Since the last move that was performed: who was put off again, and because of whom. */
  private final Map<Long, Long> blockers = new HashMap<>();

  /** Something has moved, so that everything may be different. */
  void clear() {
    blockers.clear();
  }

  /** Whether the directory was put off again since anything moved. */
  boolean contains(long directory) {
    return blockers.containsKey(directory);
  }

  /**
   * The directory's move was put off again.
   *
   * @return whether that has happened before, and the blockers lead from it back to it
   */
  boolean closesRing(long directory, long blocker) {
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
