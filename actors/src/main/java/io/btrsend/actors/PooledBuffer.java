package io.btrsend.actors;

import java.nio.ByteBuffer;

/** A buffer of a {@link BufferPool}, on loan to one user at a time. */
final class PooledBuffer {
  private final ByteBuffer bytes;

  /** Who filled it last. */
  private Thread user;

  PooledBuffer(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  ByteBuffer bytes() {
    return bytes;
  }

  boolean isOf(Thread thread) {
    return user == thread;
  }

  /** Lends it, cleared. */
  PooledBuffer lendTo(Thread thread) {
    user = thread;
    bytes.clear();
    return this;
  }
}
