package io.btrsend.actors.live;

import io.btrsend.actors.live.TreeModel.Entry;
import io.btrsend.actors.live.TreeModel.Frozen;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Draws operations that make files share extents. Every method gives an empty list if the model has
 * nothing to do it with.
 */
final class SharingDraws {

  private static final long BLOCK = Ranges.BLOCK;
  private static final long FARTHEST = 1L << 40;

  private final TreeModel model;
  private final SplittableRandom random;
  private final Ranges ranges;

  SharingDraws(TreeModel model, SplittableRandom random, Ranges ranges) {
    this.model = model;
    this.random = random;
    this.ranges = ranges;
  }

  /** A range of one file to another, or to another place in the same file. */
  List<Operation> reflink() {
    Entry source = model.pick(e -> e.is(TreeModel.Kind.FILE) && e.node.size > 0);
    return source == null ? List.of() : reflinkRange(source.path(), source.node.size);
  }

  /** A range of a file as it was in an earlier snapshot. */
  List<Operation> reflinkFrozen() {
    Frozen source = model.pickFrozen();
    return source == null || source.size() == 0
        ? List.of()
        : reflinkRange(source.path(), source.size());
  }

  private List<Operation> reflinkRange(String source, long size) {
    Entry target = random.nextInt(3) == 0 ? pickFileAt(source) : model.pickFile();
    if (target == null) {
      return List.of();
    }
    long from = ranges.aligned(size - 1);
    long rest = size - from;
    // To the end of the source (aligned or not), or whole blocks of it.
    long length =
        random.nextBoolean() ? rest : Math.min(rest, BLOCK + ranges.aligned(ranges.usual()));
    long to = ranges.aligned(Math.min(target.node.size, FARTHEST) + BLOCK * 4);
    if (length > Ranges.LIMIT - to) {
      return List.of();
    }
    Ranges.grow(target, to, length);
    return List.of(new DataOperation.Reflink(source, from, length, target.path(), to));
  }

  private Entry pickFileAt(String path) {
    return model.pick(e -> e.is(TreeModel.Kind.FILE) && e.path().equals(path));
  }

  /** A whole file, as cp does it. */
  List<Operation> copy() {
    Entry source = model.pickFile();
    Entry target = model.pickFile();
    if (source == null || source.node == target.node) {
      return List.of();
    }
    target.node.size = source.node.size;
    return List.of(
        new DataOperation.Truncate(target.path(), 0),
        new DataOperation.Reflink(source.path(), 0, 0, target.path(), 0));
  }

  /** Equal contents in two files that then share them. */
  List<Operation> dedupe() {
    Entry one = model.pickFile();
    Entry other = model.pickFile();
    if (one == null || one.node == other.node) {
      return List.of();
    }
    long length = BLOCK + ranges.aligned(ranges.usual());
    long from = ranges.aligned(Math.min(one.node.size, FARTHEST));
    long to = ranges.aligned(Math.min(other.node.size, FARTHEST));
    Ranges.grow(one, from, length);
    Ranges.grow(other, to, length);
    long fill = ranges.fill();
    return List.of(
        new DataOperation.Write(one.path(), from, length, fill),
        new DataOperation.Write(other.path(), to, length, fill),
        new DataOperation.Dedupe(one.path(), from, length, other.path(), to));
  }

  /**
   * A file of one snapshot shares with the same file of another what they have in common; now and
   * then with itself, a block or some further on. As a program for deduplication does, this changes
   * read-only snapshots.
   */
  List<Operation> dedupeFrozen() {
    Frozen source = model.pickFrozen();
    boolean itself = random.nextInt(4) == 0;
    Frozen target = source == null || itself ? source : model.pickElsewhere(source);
    if (target == null || source.size() < BLOCK) {
      return List.of();
    }
    long from = ranges.aligned(Math.min(source.size(), FARTHEST) - BLOCK);
    long length = Math.min(source.size() - from, BLOCK + ranges.aligned(ranges.usual()));
    long to = itself ? from + length : from;
    return List.of(
        new DataOperation.Dedupe(
            source.path(), from, length / BLOCK * BLOCK, target.path(), to / BLOCK * BLOCK));
  }
}
