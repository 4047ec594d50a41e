package io.btrsend.actors.live;

import io.btrsend.actors.live.TreeModel.Entry;
import java.util.SplittableRandom;

/** Draws places, lengths and fillings for the contents of one filesystem's files, in bytes. */
final class Ranges {

  static final long BLOCK = 4096;

  /** The greatest size of a file. */
  static final long LIMIT = Long.MAX_VALUE;

  private final SplittableRandom random;

  /** Files of this filesystem have about this many blocks. */
  private final int blocks;

  Ranges(SplittableRandom random) {
    this.random = random;
    this.blocks = 4 << random.nextInt(6);
  }

  /** The usual extent of a file. */
  long usual() {
    return BLOCK * blocks;
  }

  /** A whole number of blocks. */
  long aligned(long bound) {
    return random.nextLong(1 + bound / BLOCK) * BLOCK;
  }

  /** Mostly whole blocks. */
  long place(long bound) {
    return random.nextInt(3) > 0 ? aligned(bound) : random.nextLong(Math.max(bound, bound + 1));
  }

  /** Near the greatest size, mostly within the last 64 KiB. */
  long nearLimit() {
    long distance = 1 + place(1L << (12 + random.nextInt(random.nextInt(3) == 0 ? 40 : 5)));
    return LIMIT - distance;
  }

  long length() {
    return 1 + place(usual());
  }

  /** See {@link DataOperation.Write}. */
  long fill() {
    return random.nextInt(3) == 0 ? 256 + random.nextInt(100_000) : random.nextInt(4);
  }

  /** Where a range of this length may start so that it ends at the limit at the latest. */
  static long fitting(long offset, long length) {
    return Math.min(offset, LIMIT - length);
  }

  /** The file has at least the bytes of this range now. */
  static void grow(Entry file, long offset, long length) {
    file.node.size = Math.max(file.node.size, offset + length);
  }
}
