package io.btrsend.actors.live;

import io.btrsend.actors.live.TreeModel.Entry;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Draws operations on contents and applies their sizes to the model. Every method gives an empty
 * list if the model has nothing to do it with.
 */
final class DataDraws {

  private static final long BLOCK = 4096;
  private static final int PUNCH = LibC.FALLOC_PUNCH_HOLE | LibC.FALLOC_KEEP_SIZE;

  private final TreeModel model;
  private final SplittableRandom random;

  /** Files of this filesystem have about this many blocks. */
  private final int blocks;

  private final int farBits;

  /**
   * Draws.
   *
   * @param farBits the logarithm of the farthest offset; where streams are incremental in protocol
   *     1, punching may send every byte of the gap
   */
  DataDraws(TreeModel model, SplittableRandom random, int farBits) {
    this.model = model;
    this.random = random;
    this.farBits = farBits;
    this.blocks = 4 << random.nextInt(6);
  }

  private long aligned(long bound) {
    return random.nextLong(1 + bound / BLOCK) * BLOCK;
  }

  /** Mostly whole blocks. */
  private long place(long bound) {
    return random.nextInt(3) > 0 ? aligned(bound) : random.nextLong(bound + 1);
  }

  private long length() {
    return 1 + place(BLOCK * blocks);
  }

  private long fill() {
    return random.nextInt(3) == 0 ? 256 + random.nextInt(100_000) : random.nextInt(4);
  }

  private List<Operation> write(Entry file, long offset, long length) {
    file.node.size = Math.max(file.node.size, offset + length);
    return List.of(new DataOperation.Write(file.path(), offset, length, fill()));
  }

  /** Small enough to be kept inline, when it is a new file. */
  List<Operation> writeSmall() {
    Entry file = model.pick(e -> e.is(TreeModel.Kind.FILE) && e.node.size < BLOCK);
    return file == null ? List.of() : write(file, 0, 1 + random.nextInt(3000));
  }

  List<Operation> write() {
    Entry file = model.pickFile();
    return file == null ? List.of() : write(file, place(BLOCK * blocks), length());
  }

  List<Operation> append() {
    Entry file = model.pickFile();
    return file == null ? List.of() : write(file, file.node.size, length());
  }

  List<Operation> overwrite() {
    Entry file = model.pick(e -> e.is(TreeModel.Kind.FILE) && e.node.size > 0);
    if (file == null) {
      return List.of();
    }
    long offset = place(file.node.size - 1);
    long length = 1 + random.nextLong(Math.min(BLOCK * 4, file.node.size - offset));
    return write(file, offset, length);
  }

  /** Leaves a hole that no file of this size should have. */
  List<Operation> writeFar() {
    Entry file = model.pickFile();
    return file == null
        ? List.of()
        : write(file, place(1L << (18 + random.nextInt(farBits - 17))), 5000);
  }

  List<Operation> truncate() {
    Entry file = model.pickFile();
    if (file == null) {
      return List.of();
    }
    file.node.size = random.nextInt(5) == 0 ? 0 : place(file.node.size + BLOCK * 8);
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
    long bound = Math.min(file.node.size, 1L << 30) + (mode == PUNCH ? 0 : BLOCK * 16);
    long offset = place(bound);
    long length = 1 + place(Math.min(bound, BLOCK * blocks));
    if ((mode & LibC.FALLOC_KEEP_SIZE) == 0) {
      file.node.size = Math.max(file.node.size, offset + length);
    }
    return List.of(new DataOperation.Fallocate(file.path(), mode, offset, length));
  }

  /** A range of one file to another, or to another place in the same file. */
  List<Operation> reflink() {
    Entry source = model.pick(e -> e.is(TreeModel.Kind.FILE) && e.node.size > 0);
    return source == null ? List.of() : reflinkRange(source.path(), source.node.size);
  }

  /** A range of a file as it was in an earlier snapshot. */
  List<Operation> reflinkFrozen() {
    TreeModel.Frozen source = model.pickFrozen();
    return source == null || source.size() == 0
        ? List.of()
        : reflinkRange(source.path(), source.size());
  }

  private List<Operation> reflinkRange(String source, long size) {
    Entry target = random.nextInt(3) == 0 ? pickFileAt(source) : model.pickFile();
    if (target == null) {
      return List.of();
    }
    long from = aligned(size - 1);
    long rest = size - from;
    // To the end of the source (aligned or not), or whole blocks of it.
    long length = random.nextBoolean() ? rest : Math.min(rest, BLOCK + aligned(BLOCK * blocks));
    long to = aligned(Math.min(target.node.size, 1L << 40) + BLOCK * 4);
    target.node.size = Math.max(target.node.size, to + length);
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
    long length = BLOCK + aligned(BLOCK * blocks);
    long from = aligned(Math.min(one.node.size, 1L << 40));
    long to = aligned(Math.min(other.node.size, 1L << 40));
    one.node.size = Math.max(one.node.size, from + length);
    other.node.size = Math.max(other.node.size, to + length);
    long fill = fill();
    return List.of(
        new DataOperation.Write(one.path(), from, length, fill),
        new DataOperation.Write(other.path(), to, length, fill),
        new DataOperation.Dedupe(one.path(), from, length, other.path(), to));
  }

  List<Operation> fsync() {
    Entry file = model.pickFile();
    return file == null ? List.of() : List.of(new DataOperation.Fsync(file.path()));
  }
}
