package io.btrsend.engine.device;

import io.btrsend.engine.format.Superblock;
import io.btrsend.engine.format.SuperblockCheck;
import java.util.function.LongFunction;

/**
 * The primary superblock of a zoned device: a log in its first two zones. Each commit appends a
 * superblock and the last one is valid. The zone size is recorded nowhere, so every possible size
 * is tried to find the second zone. Source: on-disk format 4.10.
 */
final class SuperblockLog {
  private static final long MIN_ZONE = 4L << 20;
  private static final long MAX_ZONE = 8L << 30;

  private final LongFunction<Superblock> reader;

  /**
   * @param reader reads the superblock at a byte offset; null where there is nothing to read
   */
  SuperblockLog(LongFunction<Superblock> reader) {
    this.reader = reader;
  }

  /** The sound superblock with the highest generation in the log, or null if there is no log. */
  Superblock newest() {
    Superblock newest = last(0);
    for (long zone = MIN_ZONE; zone <= MAX_ZONE; zone <<= 1) {
      Superblock last = last(zone);
      boolean newer =
          last != null
              && (newest == null
                  || Long.compareUnsigned(last.generation(), newest.generation()) > 0);
      if (newer) {
        newest = last;
      }
    }
    return newest;
  }

  /** The last of an unbroken row of superblocks from an offset on, found by binary search. */
  private Superblock last(long start) {
    Superblock best = sound(start, 0);
    if (best == null) {
      return null;
    }
    long good = 0;
    long bad = 1;
    for (Superblock next; (next = sound(start, bad)) != null; bad *= 2) {
      good = bad;
      best = next;
    }
    while (bad - good > 1) {
      long middle = (good + bad) / 2;
      Superblock next = sound(start, middle);
      if (next == null) {
        bad = middle;
      } else {
        good = middle;
        best = next;
      }
    }
    return best;
  }

  private Superblock sound(long start, long index) {
    Superblock superblock = reader.apply(start + index * Superblock.LENGTH);
    boolean sound =
        superblock != null && SuperblockCheck.problem(superblock, Superblock.copyOffset(0)) == null;
    return sound ? superblock : null;
  }
}
