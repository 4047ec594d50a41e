package io.btrsend.engine.extent;

/**
 * Everything that the walk of one extent's back references reads from the trees, in the kernel's
 * order. {@link CloneWalk} replays the walk from it without reading anything. The plan leaves out
 * the part of the walk that depends on earlier walks (the cache of leaf roots), so it is a pure
 * value and any thread can compute it ahead.
 *
 * <p>A plan consists of <em>elements</em>, the uses of the extent that cover the wanted position,
 * numbered in the order in which the search meets them, and of <em>leaves</em>, numbered in the
 * order in which the walk goes through them. Each element lies in one leaf and is visited once for
 * each root that reaches the leaf; {@link #visited} gives the order of elements within a leaf. A
 * leaf without elements still counts for the cache.
 *
 * <p>Immutable and thread-safe. At most a few thousand numbers, since extents with more than 1024
 * references have no plan. Source: send semantics 7.8.
 */
public final class BackrefPlan {
  /** No candidates: the extent has no other user, or too many of them (7.8 A). */
  public static final BackrefPlan NONE =
      new BackrefPlan(new long[0], new int[0], new long[0], new long[0][], new int[0], new int[1]);

  /** The number of longs per element in {@link #elements}. */
  static final int STRIDE = 3;

  private final long[] elements;
  private final int[] leafOfElement;
  private final long[] leafAddresses;
  private final long[][] leafRoots;
  private final int[] visitOrder;
  private final int[] visitStarts;

  /**
   * Wraps the arrays without copying them.
   *
   * @param elements inode, offset and length of each element
   * @param leafOfElement the leaf each element lies in
   * @param leafAddresses logical address of each leaf
   * @param leafRoots the roots that reach each leaf
   * @param visitOrder element numbers, leaf after leaf
   * @param visitStarts for each leaf the start of its part of {@code visitOrder}; one more entry
   *     for the end
   */
  BackrefPlan(
      long[] elements,
      int[] leafOfElement,
      long[] leafAddresses,
      long[][] leafRoots,
      int[] visitOrder,
      int[] visitStarts) {
    this.elements = elements;
    this.leafOfElement = leafOfElement;
    this.leafAddresses = leafAddresses;
    this.leafRoots = leafRoots;
    this.visitOrder = visitOrder;
    this.visitStarts = visitStarts;
  }

  public int elementCount() {
    return leafOfElement.length;
  }

  /** The inode whose item the element is. */
  public long inode(int element) {
    return elements[STRIDE * element];
  }

  /**
   * The file offset at which the element supplies the wanted position of the extent: the
   * candidate's offset of 7.7. Bytes, modulo 2^64.
   */
  public long offset(int element) {
    return elements[STRIDE * element + 1];
  }

  /** Bytes of the file that the element's item supplies. */
  public long length(int element) {
    return elements[STRIDE * element + 2];
  }

  /** The leaf that holds the element's item. */
  public int leaf(int element) {
    return leafOfElement[element];
  }

  public int leafCount() {
    return leafAddresses.length;
  }

  /** Logical address of a leaf. */
  public long leafAddress(int leaf) {
    return leafAddresses[leaf];
  }

  /** Ids of the roots that reach a leaf, in the order of 7.8 E; not to be modified. */
  public long[] roots(int leaf) {
    return leafRoots[leaf];
  }

  /** Where the elements of a leaf start among the {@linkplain #visited visited} ones. */
  public int visitStart(int leaf) {
    return visitStarts[leaf];
  }

  /** Where the elements of a leaf end among the {@linkplain #visited visited} ones. */
  public int visitEnd(int leaf) {
    return visitStarts[leaf + 1];
  }

  /** The element that is visited at a position in this order. */
  public int visited(int place) {
    return visitOrder[place];
  }
}
