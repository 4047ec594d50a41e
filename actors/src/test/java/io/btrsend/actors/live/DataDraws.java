package io.btrsend.actors.live;

import io.btrsend.actors.live.TreeModel.Entry;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Draws operations on what files hold and applies their effect on sizes to the model. Every method
 * gives an empty list if the model has nothing to do it with.
 */
final class DataDraws {

  private static final long BLOCK = Ranges.BLOCK;
  private static final int PUNCH = LibC.FALLOC_PUNCH_HOLE | LibC.FALLOC_KEEP_SIZE;
  private static final long MAX_ALLOCATED = 1L << 30;

  /** How many bytes a file has that is cut up, at most. */
  private static final long SCATTERED = 1L << 20;

  private final TreeModel model;
  private final SplittableRandom random;
  private final Ranges ranges;
  private final int farBits;

  /**
   * Draws.
   *
   * @param farBits the logarithm of the farthest offset; where streams are incremental in protocol
   *     1, punching may send every byte of the gap
   */
  DataDraws(TreeModel model, SplittableRandom random, Ranges ranges, int farBits) {
    this.model = model;
    this.random = random;
    this.ranges = ranges;
    this.farBits = farBits;
  }

  private List<Operation> write(Entry file, long offset, long length) {
    long from = Ranges.fitting(offset, length);
    Ranges.grow(file, from, length);
    return List.of(new DataOperation.Write(file.path(), from, length, ranges.fill()));
  }

  /** Small enough to be kept inline, when it is a new file. */
  List<Operation> writeSmall() {
    Entry file = model.pick(e -> e.is(TreeModel.Kind.FILE) && e.node.size < BLOCK);
    return file == null ? List.of() : write(file, 0, 1 + random.nextInt(3000));
  }

  List<Operation> write() {
    Entry file = model.pickFile();
    return file == null ? List.of() : write(file, ranges.place(ranges.usual()), ranges.length());
  }

  List<Operation> append() {
    Entry file = model.pickFile();
    return file == null ? List.of() : write(file, file.node.size, ranges.length());
  }

  List<Operation> overwrite() {
    Entry file = model.pick(e -> e.is(TreeModel.Kind.FILE) && e.node.size > 0);
    if (file == null) {
      return List.of();
    }
    long offset = ranges.place(file.node.size - 1);
    long length = 1 + random.nextLong(Math.min(BLOCK * 4, file.node.size - offset));
    return write(file, offset, length);
  }

  /** Leaves a hole that no file of this size should have. */
  List<Operation> writeFar() {
    Entry file = model.pickFile();
    if (file == null) {
      return List.of();
    }
    boolean limit = reachesLimit() && random.nextBoolean();
    long offset =
        limit ? ranges.nearLimit() : ranges.place(1L << (18 + random.nextInt(farBits - 17)));
    return write(file, offset, 1 + random.nextInt(10_000));
  }

  private boolean reachesLimit() {
    return farBits == Flavour.LIMIT_BITS;
  }

  List<Operation> truncate() {
    Entry file = model.pickFile();
    if (file == null) {
      return List.of();
    }
    file.node.size =
        switch (random.nextInt(reachesLimit() ? 6 : 5)) {
          case 0 -> 0;
          case 5 -> ranges.nearLimit();
          default -> ranges.place(Ranges.fitting(file.node.size, BLOCK * 8) + BLOCK * 8);
        };
    return List.of(new DataOperation.Truncate(file.path(), file.node.size));
  }

  List<Operation> punch() {
    return fallocate(PUNCH);
  }

  List<Operation> allocate() {
    return fallocate(random.nextInt(2));
  }

  List<Operation> zero() {
    return fallocate(LibC.FALLOC_ZERO_RANGE | random.nextInt(2));
  }

  private List<Operation> fallocate(int mode) {
    Entry file = model.pickFile();
    if (file == null) {
      return List.of();
    }
    long bound = Math.min(file.node.size, MAX_ALLOCATED) + (mode == PUNCH ? 0 : BLOCK * 16);
    boolean limit = reachesLimit() && random.nextInt(8) == 0;
    long length = 1 + ranges.place(Math.min(bound, ranges.usual()));
    long offset = Ranges.fitting(limit ? ranges.nearLimit() : ranges.place(bound), length);
    if ((mode & LibC.FALLOC_KEEP_SIZE) == 0) {
      Ranges.grow(file, offset, length);
    }
    return List.of(new DataOperation.Fallocate(file.path(), mode, offset, length));
  }

  /** A large extent in pieces: so many items that they fill leaves. */
  List<Operation> scatter() {
    Entry file = model.pickFile();
    if (file == null) {
      return List.of();
    }
    long span = BLOCK * 16 + ranges.aligned(SCATTERED - BLOCK * 16);
    Ranges.grow(file, 0, span);
    long count = 4L + random.nextInt((int) (span / BLOCK));
    return List.of(
        new DataOperation.Write(file.path(), 0, span, ranges.fill()),
        new DataOperation.Scatter(file.path(), span, count, random.nextInt(100_000)));
  }

  /** Of a file of ordinary size: the kernel looks at every piece of its holes. */
  List<Operation> defragment() {
    Entry file = model.pick(e -> e.is(TreeModel.Kind.FILE) && e.node.size < MAX_ALLOCATED);
    return file == null
        ? List.of()
        : List.of(new DataOperation.Defragment(file.path(), random.nextInt(4)));
  }

  List<Operation> fsync() {
    Entry file = model.pickFile();
    return file == null ? List.of() : List.of(new DataOperation.Fsync(file.path()));
  }
}
