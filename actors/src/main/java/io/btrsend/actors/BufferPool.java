package io.btrsend.actors;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Direct buffers of one size that are used again and again. The pool itself does not limit how many
 * are out: credit does. What it keeps when they are back is limited. Thread-safe.
 *
 * <p>A thread gets what it had last, if that is back: the buffer is still in the cache of its
 * processor. Reading a file into what another processor has written takes a fifth longer.
 *
 * <p>A buffer that is never returned, because the send it belonged to failed, is the garbage
 * collector's.
 */
final class BufferPool {
  private final int bufferSize;
  private final int mostIdle;

  /** What came back last is first. */
  private final Deque<PooledBuffer> idle = new ArrayDeque<>();

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

  /**
   * A cleared buffer for the calling thread to fill, to be given back with {@link
   * PooledBuffer#release}.
   */
  PooledBuffer acquire() {
    Thread caller = Thread.currentThread();
    PooledBuffer buffer;
    synchronized (this) {
      inUse++;
      mostInUse = Math.max(mostInUse, inUse);
      buffer = takeIdle(caller);
    }
    if (buffer == null) {
      buffer = new PooledBuffer(this, ByteBuffer.allocateDirect(bufferSize));
    }
    return buffer.lendTo(caller);
  }

  /** The one that the thread had last; else the one that nobody has had for longest; else null. */
  private PooledBuffer takeIdle(Thread thread) {
    for (Iterator<PooledBuffer> all = idle.iterator(); all.hasNext(); ) {
      PooledBuffer buffer = all.next();
      if (buffer.isOf(thread)) {
        all.remove();
        return buffer;
      }
    }
    return idle.pollLast();
  }

  /** What {@link PooledBuffer#release} calls. */
  synchronized void takeBack(PooledBuffer buffer) {
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
