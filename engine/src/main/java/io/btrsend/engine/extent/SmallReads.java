package io.btrsend.engine.extent;

import io.btrsend.engine.EngineException;
import io.btrsend.engine.volume.Volume;
import java.nio.ByteBuffer;

/**
 * Serves small sequential reads from a window, as for small files that were written together: one
 * system call then serves about twenty of them. It does nothing for random reads, nor for large
 * reads, which the caller makes without an additional copy, nor while a device is slow, when small
 * reads are served from what was read ahead.
 *
 * <p>The bytes are unverified and come from the first mirror. For one thread.
 */
final class SmallReads {
  private static final int SIZE = 128 * 1024;

  /** The maximum length of a small read, bytes. */
  private static final int MAX_READ = SIZE / 4;

  private final Volume volume;
  private ByteBuffer window;

  /** The window holds [start, start + held). */
  private long start;

  private int held;

  /** Where the last read ended. */
  private long next;

  SmallReads(Volume volume) {
    this.volume = volume;
  }

  /**
   * Copies bytes to the destination if they are buffered or a window is likely to pay off.
   *
   * @return whether the bytes were copied; if not, the caller has to read them
   */
  boolean take(long logical, ByteBuffer dst, int at, int length) {
    boolean onward = logical == next;
    next = logical + length;
    if (length > MAX_READ
        || volume.isReadingAhead()
        || (!holds(logical, length) && !(onward && fill(logical)))) {
      return false;
    }
    dst.put(at, window, (int) (logical - start), length);
    return true;
  }

  private boolean holds(long logical, int length) {
    return logical - start >= 0 && logical - start <= held - length;
  }

  /** Fills the window; returns false if that is impossible, for example at the end of a chunk. */
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
