package io.btrsend.engine.extent;

import io.btrsend.engine.EngineException;
import io.btrsend.engine.volume.Volume;
import java.nio.ByteBuffer;

/**
 * Reads on behind small reads that follow each other on disk, as those of small files do that were
 * written together: one system call then serves twenty of them. Where reads jump about it reads
 * nothing, and large ones it leaves to the caller, whose way saves a copy.
 *
 * <p>What it holds is unverified, from the first mirror. For one thread.
 */
final class ReadAhead {
  private static final int SIZE = 128 * 1024;

  /** Reads of more bytes are not small. */
  private static final int MAX_READ = SIZE / 4;

  private final Volume volume;
  private ByteBuffer window;

  /** The window holds [start, start + held). */
  private long start;

  private int held;

  /** Where the last read ended. */
  private long next;

  ReadAhead(Volume volume) {
    this.volume = volume;
  }

  /**
   * Copies bytes to the destination, if it has them or reading on promises to pay.
   *
   * @return whether it did; if not, the caller has to read them
   */
  boolean take(long logical, ByteBuffer dst, int at, int length) {
    boolean onward = logical == next;
    next = logical + length;
    if (length > MAX_READ || (!holds(logical, length) && !(onward && fill(logical)))) {
      return false;
    }
    dst.put(at, window, (int) (logical - start), length);
    return true;
  }

  private boolean holds(long logical, int length) {
    return logical - start >= 0 && logical - start <= held - length;
  }

  /** Where the window cannot be filled, at the end of a chunk for instance, it is not worth it. */
  private boolean fill(long logical) {
    if (window == null) {
      window = ByteBuffer.allocateDirect(SIZE);
    }
    held = 0;
    try {
      volume.read(logical, window.clear(), 1);
    } catch (EngineException e) {
      return false;
    }
    start = logical;
    held = SIZE;
    return true;
  }
}
