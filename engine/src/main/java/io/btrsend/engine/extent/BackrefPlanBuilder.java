package io.btrsend.engine.extent;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

/**
 * Collects the uses of one extent in the order of the search and arranges their leaves in the order
 * of the walk.
 *
 * <p>The caller adds indirect references in descending order of (root, inode, reference offset),
 * then direct ones in descending order of leaf address. Source: send semantics 7.8 B to D.
 */
final class BackrefPlanBuilder {
  private static final Comparator<Pair> BY_LEAF_DESCENDING =
      (a, b) -> Long.compareUnsigned(b.leaf, a.leaf);

  private long[] elements = new long[BackrefPlan.STRIDE * 4];
  private int elementCount;
  private final List<Pair> pairs = new ArrayList<>();

  /** Index of the first pair of the current reference. */
  private int referenceStart;

  /** A pair (reference, leaf) of 7.8 C and its run of elements. */
  private static final class Pair {
    final long leaf;
    final boolean direct;
    final int start;
    int end;

    Pair(long leaf, boolean direct, int start) {
      this.leaf = leaf;
      this.direct = direct;
      this.start = start;
      this.end = start;
    }
  }

  /** Starts a new indirect reference, to which the next elements belong. */
  void indirectReference() {
    pairs.subList(referenceStart, pairs.size()).sort(BY_LEAF_DESCENDING);
    referenceStart = pairs.size();
  }

  /**
   * Starts the direct reference of a leaf, to which the next elements belong. The leaf counts even
   * without elements.
   */
  void directReference(long leaf) {
    indirectReference();
    pairs.add(new Pair(leaf, true, elementCount));
  }

  /** Adds an element of the current reference, found in a leaf. */
  void element(long leaf, long inode, long offset, long length) {
    if (pairs.size() == referenceStart || pairs.get(pairs.size() - 1).leaf != leaf) {
      pairs.add(new Pair(leaf, false, elementCount));
    }
    int at = BackrefPlan.STRIDE * elementCount++;
    if (at == elements.length) {
      elements = Arrays.copyOf(elements, 2 * at);
    }
    elements[at] = inode;
    elements[at + 1] = offset;
    elements[at + 2] = length;
    pairs.get(pairs.size() - 1).end = elementCount;
  }

  /**
   * Builds the plan from everything that was added.
   *
   * @param rootsOf finds the roots of a leaf; called once for each leaf
   */
  BackrefPlan build(LongFunction<long[]> rootsOf) {
    indirectReference();
    Map<Long, List<Pair>> leaves = new LinkedHashMap<>();
    for (Pair pair : pairs) {
      leaves.computeIfAbsent(pair.leaf, leaf -> new ArrayList<>(1)).add(pair);
    }
    int[] leafOfElement = new int[elementCount];
    long[] addresses = new long[leaves.size()];
    long[][] roots = new long[leaves.size()][];
    int[] order = new int[elementCount];
    int[] starts = new int[leaves.size() + 1];
    int leaf = 0;
    int place = 0;
    for (Map.Entry<Long, List<Pair>> entry : leaves.entrySet()) {
      addresses[leaf] = entry.getKey();
      roots[leaf] = rootsOf.apply(entry.getKey());
      for (Pair pair : entry.getValue()) {
        Arrays.fill(leafOfElement, pair.start, pair.end, leaf);
        place = appendVisits(pair, order, place);
      }
      starts[++leaf] = place;
    }
    return new BackrefPlan(
        Arrays.copyOf(elements, BackrefPlan.STRIDE * elementCount),
        leafOfElement,
        addresses,
        roots,
        order,
        starts);
  }

  /**
   * Appends the elements of a pair: those of a direct reference in reverse order, others in the
   * order found.
   */
  private static int appendVisits(Pair pair, int[] order, int place) {
    int next = place;
    if (pair.direct) {
      for (int element = pair.end - 1; element >= pair.start; element--) {
        order[next++] = element;
      }
    } else {
      for (int element = pair.start; element < pair.end; element++) {
        order[next++] = element;
      }
    }
    return next;
  }
}
