package io.btrsend.engine.extent;

import java.util.Arrays;

/**
 * Replays the kernel's walk of an extent's back references from a {@link BackrefPlan}, using the
 * cache that earlier walks of the same send filled. Source: send semantics 7.8 D to F.
 */
public final class CloneWalk {
  /** Receives the uses of an extent one by one. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * Receives one use of the extent; the same use may be passed more than once.
     *
     * @param inode the inode that uses it
     * @param offset file offset of the wanted position of the extent, bytes
     * @param length bytes that the inode's item supplies
     * @param root id of the subvolume; it may be one that is no clone root
     * @return whether to stop the whole walk
     */
    boolean visit(long inode, long offset, long length, long root);
  }

  private CloneWalk() {}

  /**
   * Passes the uses of an extent to a visitor and updates the cache as the kernel would.
   *
   * @param cloneRootIds ids of all clone roots, ascending; repetitions are allowed
   * @return whether the visitor stopped the walk
   */
  public static boolean walk(
      BackrefPlan plan, BackrefCache cache, long[] cloneRootIds, Visitor visitor) {
    return walkCached(plan, cache, visitor) || walkLeaves(plan, cache, cloneRootIds, visitor);
  }

  /** The early visits: the kernel visits elements in cached leaves as soon as it finds them. */
  private static boolean walkCached(BackrefPlan plan, BackrefCache cache, Visitor visitor) {
    for (int element = 0; element < plan.elementCount(); element++) {
      long[] roots = cache.get(plan.leafAddress(plan.leaf(element)));
      if (roots == null) {
        continue;
      }
      for (long root : roots) {
        if (visit(plan, element, root, visitor)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean walkLeaves(
      BackrefPlan plan, BackrefCache cache, long[] cloneRootIds, Visitor visitor) {
    for (int leaf = 0; leaf < plan.leafCount(); leaf++) {
      long[] roots = cache.get(plan.leafAddress(leaf));
      if (roots == null) {
        roots = plan.roots(leaf);
        cache.add(plan.leafAddress(leaf), cloneRootsAmong(roots, cloneRootIds));
      }
      for (long root : roots) {
        for (int place = plan.visitStart(leaf); place < plan.visitEnd(leaf); place++) {
          if (visit(plan, plan.visited(place), root, visitor)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private static boolean visit(BackrefPlan plan, int element, long root, Visitor visitor) {
    return visitor.visit(plan.inode(element), plan.offset(element), plan.length(element), root);
  }

  private static long[] cloneRootsAmong(long[] roots, long[] cloneRootIds) {
    long[] among = new long[roots.length];
    int count = 0;
    for (long root : roots) {
      if (Arrays.binarySearch(cloneRootIds, root) >= 0) {
        among[count++] = root;
      }
    }
    return count == roots.length ? roots : Arrays.copyOf(among, count);
  }
}
