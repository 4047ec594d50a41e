package io.btrsend.actors;

import java.nio.ByteBuffer;

/** A buffer of a {@link BufferPool}, on loan to one user at a time. */
final class PooledBuffer {
  private final ByteBuffer bytes;

  /** The number of the thread that filled it last; the buffer may outlive that. */
  private long user;

  PooledBuffer(ByteBuffer bytes) {
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
}
