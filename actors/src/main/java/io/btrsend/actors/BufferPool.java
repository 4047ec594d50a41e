package io.btrsend.actors;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Direct buffers of one size that are used again and again. The pool itself does not limit how many
 * are out: credit does. What it keeps when they are back is limited. Thread-safe.
 *
 * <p>A buffer that is never returned, because the send it belonged to failed, is the garbage
 * collector's.
 */
final class BufferPool {
  private final int bufferSize;
  private final int mostIdle;
  private final Deque<ByteBuffer> idle = new ArrayDeque<>();
  private int inUse;
  private int mostInUse;

  /**
   * @param bufferSize capacity of a buffer, in bytes
   * @param mostIdle buffers that are kept while nobody uses them
   */
  BufferPool(int bufferSize, int mostIdle) {
    this.bufferSize = bufferSize;
    this.mostIdle = mostIdle;
  }

  /** A cleared buffer, to be given back with {@link #release}. */
  ByteBuffer acquire() {
    synchronized (this) {
      inUse++;
      mostInUse = Math.max(mostInUse, inUse);
      if (!idle.isEmpty()) {
        return idle.pop().clear();
      }
    }
    return ByteBuffer.allocateDirect(bufferSize);
  }

  /** Takes a buffer back; the caller must not touch it again. */
  synchronized void release(ByteBuffer buffer) {
    inUse--;
    if (idle.size() < mostIdle) {
      idle.push(buffer);
    }
  }

  /** The number of buffers that are out. */
  synchronized int inUse() {
    return inUse;
  }

  /** The greatest number of buffers that were out at one time. */
  synchronized int mostInUse() {
    return mostInUse;
  }
}
