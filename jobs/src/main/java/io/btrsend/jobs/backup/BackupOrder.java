package io.btrsend.jobs.backup;

import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.SubvolumeInfo;
import io.btrsend.engine.format.Uuids;
import io.btrsend.engine.tree.LeafDifference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The order in which snapshots are sent, so that each finds a parent that it shares much with. It
 * goes by the leaves of the trees that two snapshots do not share: the minimum arborescence over
 * what the repository has and what it lacks.
 *
 * <p>For one thread.
 */
final class BackupOrder {
  /** Each is compared with so many that were made before it, and as many that were made after. */
  private static final int MAX_NEIGHBOURS = 64;

  /** Among those that share as much, the one that was made next before or after is the best. */
  private static final long NEAREST = 1024;

  private final LeafDifference difference;

  /** By the ids of both. */
  private final Map<Long, Map<Long, Long>> differences = new HashMap<>();

  private final Map<Long, Long> leaves = new HashMap<>();

  BackupOrder(Filesystem filesystem) {
    this.difference = new LeafDifference(filesystem.blocks());
  }

  /**
   * Puts snapshots in order.
   *
   * @param lacking what is to be sent
   * @param present what the receiver has
   */
  List<SubvolumeInfo> of(List<SubvolumeInfo> lacking, List<SubvolumeInfo> present) {
    List<SubvolumeInfo> all = new ArrayList<>(present);
    all.addAll(lacking);
    all.sort(
        Comparator.comparing(SubvolumeInfo::otransid, Long::compareUnsigned)
            .thenComparing(SubvolumeInfo::id, Long::compareUnsigned));
    // Node 0 is what can be sent against without loss: nothing, or what is there already.
    int count = all.size() + 1;
    long[][] weights = new long[count][count];
    for (int to = 1; to < count; to++) {
      SubvolumeInfo sent = all.get(to - 1);
      boolean isThere = present.contains(sent);
      weights[0][to] = isThere ? 0 : (leaves(sent) + 1) * NEAREST;
      for (int from = 1; from < count; from++) {
        boolean near = Math.abs(from - to) <= MAX_NEIGHBOURS;
        SubvolumeInfo parent = all.get(from - 1);
        weights[from][to] =
            near && from != to && !isThere && areRelated(sent, parent)
                ? unshared(sent, parent) * NEAREST + Math.min(Math.abs(from - to), NEAREST - 1)
                : MinimumArborescence.NONE;
      }
    }
    int[] parents = MinimumArborescence.parents(weights);
    List<SubvolumeInfo> ordered = new ArrayList<>();
    boolean[] done = new boolean[count];
    done[0] = true;
    for (int node = 1; node < count; node++) {
      append(node, parents, all, done, ordered);
    }
    ordered.removeIf(present::contains);
    return ordered;
  }

  private static void append(
      int node,
      int[] parents,
      List<SubvolumeInfo> all,
      boolean[] done,
      List<SubvolumeInfo> ordered) {
    List<Integer> path = new ArrayList<>();
    for (int at = node; !done[at]; at = parents[at]) {
      path.add(0, at);
      done[at] = true;
    }
    path.forEach(at -> ordered.add(all.get(at - 1)));
  }

  /** Leaves of one tree. */
  private long leaves(SubvolumeInfo info) {
    return leaves.computeIfAbsent(info.id(), id -> difference.count(info.root()));
  }

  /**
   * Leaves of what is sent that a parent does not have; those that only the parent has cost little.
   */
  private long unshared(SubvolumeInfo sent, SubvolumeInfo parent) {
    return (between(sent, parent) + leaves(sent) - leaves(parent)) / 2;
  }

  /** Leaves that two trees do not share. */
  private long between(SubvolumeInfo one, SubvolumeInfo other) {
    boolean inOrder = Long.compareUnsigned(one.id(), other.id()) < 0;
    SubvolumeInfo first = inOrder ? one : other;
    SubvolumeInfo second = inOrder ? other : one;
    return differences
        .computeIfAbsent(first.id(), id -> new HashMap<>())
        .computeIfAbsent(
            second.id(), id -> difference.between(first.root(), second.root(), Long.MAX_VALUE));
  }

  /**
   * Whether one may be a parent of the other: they have a leaf in common, or are snapshots of the
   * same subvolume, which share data even where no leaf is left as it was.
   */
  boolean areRelated(SubvolumeInfo sent, SubvolumeInfo parent) {
    if (!parent.readOnly() || sent.id() == parent.id()) {
      return false;
    }
    boolean sameSource =
        !sent.parentUuid().equals(Uuids.ZERO) && sent.parentUuid().equals(parent.parentUuid());
    return sameSource
        || sent.parentUuid().equals(parent.uuid())
        || parent.parentUuid().equals(sent.uuid())
        || unshared(sent, parent) < leaves(sent);
  }

  /** Whether what differs is certainly less than all that is sent. */
  boolean isMostlyShared(SubvolumeInfo sent, SubvolumeInfo parent) {
    return between(sent, parent) < leaves(sent);
  }

  /** Those with the most in common first. */
  Comparator<SubvolumeInfo> byDifferenceTo(SubvolumeInfo sent) {
    return Comparator.comparingLong((SubvolumeInfo other) -> unshared(sent, other))
        .thenComparingLong(other -> Math.abs(other.otransid() - sent.otransid()));
  }
}
