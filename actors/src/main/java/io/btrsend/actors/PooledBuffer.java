package io.btrsend.actors;

import java.nio.ByteBuffer;

/** A buffer of a {@link BufferPool}, used by one thread at a time. */
final class PooledBuffer {
  private final BufferPool pool;
  private final ByteBuffer bytes;

  /** The id of the thread that filled it last, which may have ended. */
  private long user;

  PooledBuffer(BufferPool pool, ByteBuffer bytes) {
    this.pool = pool;
    this.bytes = bytes;
  }

  ByteBuffer bytes() {
    return bytes;
  }

  boolean isOf(Thread thread) {
    return user == thread.getId();
  }

  /** Takes it from the pool, cleared. */
  PooledBuffer lendTo(Thread thread) {
    user = thread.getId();
    bytes.clear();
    return this;
  }

  /** Returns it to its pool; the caller must not use it afterwards. */
  void release() {
    pool.takeBack(this);
  }
}
