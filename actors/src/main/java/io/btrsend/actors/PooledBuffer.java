package io.btrsend.actors;

import java.nio.ByteBuffer;

/** A buffer of a {@link BufferPool}, on loan to one user at a time. */
final class PooledBuffer {
  private final BufferPool pool;
  private final ByteBuffer bytes;

  /** The number of the thread that filled it last; the buffer may outlive that. */
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

  /** Lends it, cleared. */
  PooledBuffer lendTo(Thread thread) {
    user = thread.getId();
    bytes.clear();
    return this;
  }

  /** Gives it back to its pool; the caller must not touch it again. */
  void release() {
    pool.takeBack(this);
  }
}
