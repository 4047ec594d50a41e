package io.btrsend.engine.extent;

import io.btrsend.engine.extent.ExtentReferences.DataReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * All items that use one extent, by reference, in the order of the search. The plans for all
 * positions in the extent are made from it: if files share most of an extent, each piece of each
 * file needs a plan, but the search runs once. Immutable once built.
 */
final class ExtentUses {
  /** Leaf address, inode, file offset, extent offset, length of each item. */
  private static final int STRIDE = 5;

  /** Stands for the extent offset of a compressed item, which covers every position. */
  private static final long COVERS_ALL = Long.MIN_VALUE;

  private final List<Reference> references = new ArrayList<>();
  private long[] items = new long[STRIDE];
  private int itemCount;

  /** An indirect reference or the direct reference of a leaf, with the end of its items. */
  private static final class Reference {
    final DataReference indirect;
    final long leaf;
    int end;

    Reference(DataReference indirect, long leaf, int end) {
      this.indirect = indirect;
      this.leaf = leaf;
      this.end = end;
    }
  }

  /** Starts an indirect reference, to which the next items belong. */
  void indirectReference(DataReference reference) {
    references.add(new Reference(reference, 0, itemCount));
  }

  /** Starts the direct reference of a leaf, to which the next items belong. */
  void directReference(long leaf) {
    references.add(new Reference(null, leaf, itemCount));
  }

  /** Adds an item that supplies the bytes of the extent from {@code extentOffset} on. */
  void plainItem(long leaf, long inode, long fileOffset, long extentOffset, long length) {
    int at = STRIDE * itemCount++;
    if (at == items.length) {
      items = Arrays.copyOf(items, 2 * at);
    }
    items[at] = leaf;
    items[at + 1] = inode;
    items[at + 2] = fileOffset;
    items[at + 3] = extentOffset;
    items[at + 4] = length;
    references.get(references.size() - 1).end = itemCount;
  }

  /** Adds an item that supplies bytes decoded from the whole extent. */
  void encodedItem(long leaf, long inode, long fileOffset, long length) {
    plainItem(leaf, inode, fileOffset, COVERS_ALL, length);
  }

  /**
   * Whether one subvolume can hold several of the items. If not, a send requests the extent only
   * once.
   */
  boolean hasSeveralPlaces() {
    for (int at = STRIDE; at < STRIDE * itemCount; at += STRIDE) {
      if (items[at + 1] != items[1] || items[at + 2] != items[2]) {
        return true;
      }
    }
    return false;
  }

  /** Receives the items of an extent. */
  interface ItemVisitor {
    /**
     * Visits the covering part of one item.
     *
     * @param from where the bytes lie in the file
     * @param length bytes
     */
    void visit(long leaf, long inode, long from, long length);
  }

  /** Visits all items, each with the part of it that covers a range of the extent. */
  void forEachCovering(long offset, long length, ItemVisitor visitor) {
    for (int at = 0; at < STRIDE * itemCount; at += STRIDE) {
      long start = items[at + 3];
      if (start == COVERS_ALL) {
        visitor.visit(items[at], items[at + 1], items[at + 2], items[at + 4]);
        continue;
      }
      long from = Math.max(offset, start);
      long end = Math.min(offset + length, start + items[at + 4]);
      if (from < end) {
        visitor.visit(items[at], items[at + 1], items[at + 2] + (from - start), end - from);
      }
    }
  }

  /** The number of items and references, as a measure of memory. */
  int size() {
    return 1 + references.size() + itemCount;
  }

  /**
   * Adds the items that cover a position to a plan: the position filter of 7.8 B, with the offset
   * of 7.7.
   *
   * @param leftOut an indirect reference that is not followed, or null
   */
  void addCovering(long position, DataReference leftOut, BackrefPlanBuilder builder) {
    int item = 0;
    for (Reference reference : references) {
      if (reference.indirect == null) {
        builder.directReference(reference.leaf);
      } else if (leftOut != null && reference.indirect.sameAs(leftOut)) {
        item = reference.end;
      } else {
        builder.indirectReference();
      }
      while (item < reference.end) {
        addIfCovering(STRIDE * item++, position, builder);
      }
    }
  }

  private void addIfCovering(int at, long position, BackrefPlanBuilder builder) {
    long extentOffset = items[at + 3];
    long length = items[at + 4];
    long into = extentOffset == COVERS_ALL ? 0 : position - extentOffset;
    if (extentOffset == COVERS_ALL || Long.compareUnsigned(into, length) < 0) {
      builder.element(items[at], items[at + 1], items[at + 2] + into, length);
    }
  }
}
