package io.btrsend.jobs.backup;

import java.util.Arrays;

/**
 * Chooses a parent for each of several nodes, so that all hang together below a root and the sum of
 * the weights is least: the algorithm of Chu, Liu and Edmonds. It takes time in proportion to the
 * third power of the number of nodes.
 */
final class MinimumArborescence {
  /** The weight of an edge that is not there. */
  static final long NONE = Long.MAX_VALUE;

  private MinimumArborescence() {}

  /**
   * The parent of each node.
   *
   * @param weights of the edge from each node to each other, {@code weights[from][to]}, none
   *     negative; node 0 is the root, which has an edge to all others
   * @return for each node the one before it; -1 for the root
   */
  static int[] parents(long[][] weights) {
    int count = weights.length;
    int[] parents = new int[count];
    parents[0] = -1;
    for (int to = 1; to < count; to++) {
      parents[to] = cheapest(weights, to);
    }
    int[] cycle = cycle(parents);
    if (cycle.length == 0) {
      return parents;
    }
    return expand(weights, parents, cycle);
  }

  private static int cheapest(long[][] weights, int to) {
    int best = 0;
    for (int from = 0; from < weights.length; from++) {
      if (from != to && weights[from][to] < weights[best][to]) {
        best = from;
      }
    }
    return best;
  }

  /** Nodes that have each other for parents; empty if there are none. */
  private static int[] cycle(int[] parents) {
    int[] visit = new int[parents.length];
    for (int start = 1; start < parents.length; start++) {
      int at = start;
      while (at > 0 && visit[at] == 0) {
        visit[at] = start;
        at = parents[at];
      }
      if (at > 0 && visit[at] == start) {
        int first = at;
        int length = 0;
        do {
          at = parents[at];
          length++;
        } while (at != first);
        int[] cycle = new int[length];
        for (int i = 0; i < length; i++) {
          cycle[i] = at;
          at = parents[at];
        }
        return cycle;
      }
    }
    return new int[0];
  }

  /**
   * Solves the smaller problem in which the cycle is one node, and cuts the cycle where it fits.
   */
  private static int[] expand(long[][] weights, int[] parents, int[] cycle) {
    int count = weights.length;
    boolean[] inside = new boolean[count];
    for (int node : cycle) {
      inside[node] = true;
    }
    int[] outer = new int[count - cycle.length + 1];
    int size = 0;
    for (int node = 0; node < count; node++) {
      if (!inside[node]) {
        outer[size++] = node;
      }
    }
    int contracted = size;
    long[][] smaller = new long[size + 1][size + 1];
    int[] entry = new int[size + 1];
    int[] exit = new int[size + 1];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        smaller[i][j] = weights[outer[i]][outer[j]];
      }
      smaller[i][contracted] = NONE;
      smaller[contracted][i] = NONE;
      for (int node : cycle) {
        long in = weights[outer[i]][node];
        long more = in == NONE ? NONE : in - weights[parents[node]][node];
        if (more < smaller[i][contracted]) {
          smaller[i][contracted] = more;
          entry[i] = node;
        }
        if (weights[node][outer[i]] < smaller[contracted][i]) {
          smaller[contracted][i] = weights[node][outer[i]];
          exit[i] = node;
        }
      }
    }
    int[] solved = parents(smaller);
    int[] result = new int[count];
    Arrays.fill(result, -1);
    for (int node : cycle) {
      result[node] = parents[node];
    }
    for (int i = 0; i < size; i++) {
      if (solved[i] >= 0) {
        result[outer[i]] = solved[i] == contracted ? exit[i] : outer[solved[i]];
      }
    }
    int from = solved[contracted];
    result[entry[from]] = outer[from];
    return result;
  }
}
