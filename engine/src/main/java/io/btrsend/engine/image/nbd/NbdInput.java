package io.btrsend.engine.image.nbd;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What a server sends, in order: short pieces from a buffer, long ones straight to where they
 * belong. For one thread at a time.
 */
final class NbdInput {
  private static final int CAPACITY = 4096;

  private final Transport transport;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(CAPACITY).limit(0);

  NbdInput(Transport transport) {
    this.transport = transport;
  }

  /**
   * The next bytes, to be taken from the buffer that is returned before this is called again.
   *
   * @param count at most 4096
   */
  ByteBuffer next(int count, Deadline deadline) throws IOException {
    if (buffer.remaining() < count) {
      buffer.compact();
      try {
        while (buffer.position() < count) {
          transport.read(buffer, deadline);
        }
      } finally {
        buffer.flip();
      }
    }
    return buffer;
  }

  /** Fills a buffer. */
  void read(ByteBuffer dst, Deadline deadline) throws IOException {
    int buffered = Math.min(buffer.remaining(), dst.remaining());
    if (buffered > 0) {
      dst.put(buffer.slice(buffer.position(), buffered));
      buffer.position(buffer.position() + buffered);
    }
    while (dst.hasRemaining()) {
      transport.read(dst, deadline);
    }
  }

  /** Whether there are bytes that nobody asked for yet. */
  boolean hasMore() {
    return buffer.hasRemaining();
  }
}
