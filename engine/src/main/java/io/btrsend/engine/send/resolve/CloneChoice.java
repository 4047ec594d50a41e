package io.btrsend.engine.send.resolve;

import io.btrsend.engine.extent.BackrefCache;
import io.btrsend.engine.extent.BackrefPlan;
import io.btrsend.engine.extent.CloneWalk;
import io.btrsend.engine.filesystem.FileExtent;
import java.util.Arrays;
import java.util.List;

/**
 * Chooses the clone source of a range among all places with the same data. Owns the back reference
 * cache, whose content affects the choice. Source: send semantics 7.7.
 */
final class CloneChoice {
  private final CurrentInode current;
  private final long sentRoot;
  private final List<CloneRoot> roots;
  private final long[] rootIds;
  private final Candidate[] candidates;
  private final BackrefCache cache = new BackrefCache();

  /** The best clone source in one root. */
  record Source(CloneRoot root, long inode, long offset) {}

  private static final class Candidate {
    private boolean found;
    private long inode;
    private long offset;
    private long length;
  }

  /**
   * @param roots the distinct clone roots by ascending id, including the root being sent
   */
  CloneChoice(SendState state, List<CloneRoot> roots) {
    this.current = state.current();
    this.sentRoot = state.sent().id();
    this.roots = roots;
    rootIds = new long[roots.size()];
    candidates = new Candidate[roots.size()];
    for (int i = 0; i < candidates.length; i++) {
      rootIds[i] = roots.get(i).id();
      candidates[i] = new Candidate();
    }
  }

  /** The clone source for the range of the current inode that {@code extent} supplies, or null. */
  Source choose(FileExtent extent, BackrefPlan references) {
    long remaining = current.size() - extent.fileOffset();
    if (remaining <= 0 || references.leafCount() == 0) {
      return null;
    }
    long wanted = Math.min(extent.numBytes(), remaining);
    for (Candidate candidate : candidates) {
      candidate.found = false;
      candidate.length = 0;
    }
    CloneWalk.walk(
        references,
        cache,
        rootIds,
        (inode, offset, length, root) ->
            visit(extent.fileOffset(), wanted, inode, offset, length, root));
    return best(wanted);
  }

  /** Considers one place; returns true if the search can stop. */
  private boolean visit(
      long ownOffset, long wanted, long inode, long offset, long length, long root) {
    int index = Arrays.binarySearch(rootIds, root);
    if (index < 0 || (root == sentRoot && !isBehind(ownOffset, wanted, inode, offset))) {
      return false;
    }
    Candidate candidate = candidates[index];
    candidate.found = true;
    if (length <= candidate.length) {
      return false;
    }
    candidate.inode = inode;
    candidate.offset = offset;
    candidate.length = length;
    return length >= wanted;
  }

  /** Whether the receiver already has that place of the subvolume being sent. */
  private boolean isBehind(long ownOffset, long wanted, long inode, long offset) {
    int order = Long.compareUnsigned(inode, current.number());
    if (order != 0) {
      return order < 0;
    }
    return offset != ownOffset
        && Long.compareUnsigned(offset + wanted, current.nextWriteOffset()) <= 0;
  }

  private Source best(long wanted) {
    int best = -1;
    for (int i = 0; i < candidates.length; i++) {
      if (candidates[i].found && (best < 0 || candidates[i].length > candidates[best].length)) {
        best = i;
        if (candidates[i].length >= wanted) {
          break;
        }
      }
    }
    if (best < 0) {
      return null;
    }
    return new Source(roots.get(best), candidates[best].inode, candidates[best].offset);
  }
}
