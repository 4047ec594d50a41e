package io.btrsend.actors;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * A pool of direct buffers of one size. Credit, not the pool, limits the number of buffers in use;
 * the pool limits the number of idle buffers that it keeps. Thread-safe.
 *
 * <p>A thread gets the buffer that it used last, if that is idle, because the buffer is still in
 * the cache of its processor. Reading a file into a buffer last written by another processor takes
 * a fifth longer.
 *
 * <p>If a send fails, its buffers may not be returned; the garbage collector then frees them.
 */
final class BufferPool {
  private final int bufferSize;
  private final int mostIdle;

  /** Idle buffers, most recently returned first. */
  private final Deque<PooledBuffer> idle = new ArrayDeque<>();

  private int inUse;
  private int mostInUse;

  /**
   * @param bufferSize capacity of a buffer, in bytes
   * @param mostIdle the maximum number of idle buffers
   */
  BufferPool(int bufferSize, int mostIdle) {
    this.bufferSize = bufferSize;
    this.mostIdle = mostIdle;
  }

  /** A cleared buffer for the calling thread, to be returned with {@link PooledBuffer#release}. */
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

  /** The buffer that the thread used last, else the one that has been idle longest, else null. */
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

  /** Takes back a buffer; called by {@link PooledBuffer#release}. */
  synchronized void takeBack(PooledBuffer buffer) {
    inUse--;
    if (idle.size() < mostIdle) {
      idle.push(buffer);
    }
  }

  /** The number of buffers in use. */
  synchronized int inUse() {
    return inUse;
  }

  /** The maximum number of buffers in use at one time. */
  synchronized int mostInUse() {
    return mostInUse;
  }
}
