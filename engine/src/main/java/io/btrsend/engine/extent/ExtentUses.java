package io.btrsend.engine.extent;

import io.btrsend.engine.extent.ExtentReferences.DataReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * All items that use one extent, by reference, in the order in which they are found: what the plans
 * of all positions in the extent have in common. An extent shared by files that differ a little is
 * asked about once for each piece of each file, and searched for once. Immutable once built.
 */
final class ExtentUses {
  /** Leaf address, inode, file offset, extent offset, length of each item. */
  private static final int STRIDE = 5;

  /** In place of an extent offset: the item is compressed and covers every position. */
  private static final long COVERS_ALL = Long.MIN_VALUE;

  private final List<Reference> references = new ArrayList<>();
  private long[] items = new long[STRIDE];
  private int itemCount;

  /** An indirect reference, or the direct one of a leaf, and where its items end. */
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

  /** The next items belong to an indirect reference. */
  void indirectReference(DataReference reference) {
    references.add(new Reference(reference, 0, itemCount));
  }

  /** The next items belong to the direct reference of a leaf. */
  void directReference(long leaf) {
    references.add(new Reference(null, leaf, itemCount));
  }

  /** An item that supplies the bytes of the extent from {@code extentOffset} on. */
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

  /** An item that supplies bytes decoded from the whole extent. */
  void encodedItem(long leaf, long inode, long fileOffset, long length) {
    plainItem(leaf, inode, fileOffset, COVERS_ALL, length);
  }

  /** Whether one subvolume can hold several of the items: else each send asks about one. */
  boolean hasSeveralPlaces() {
    for (int at = STRIDE; at < STRIDE * itemCount; at += STRIDE) {
      if (items[at + 1] != items[1] || items[at + 2] != items[2]) {
        return true;
      }
    }
    return false;
  }

  /** Items and references: a measure of the memory it takes. */
  int size() {
    return 1 + references.size() + itemCount;
  }

  /**
   * Adds the items that cover a position to a plan: the position filter of 7.8 B, with the offset
   * of 7.7.
   *
   * @param leftOut an indirect reference that is not to be followed, or null
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
