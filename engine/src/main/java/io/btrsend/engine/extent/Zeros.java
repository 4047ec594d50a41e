package io.btrsend.engine.extent;

import java.nio.ByteBuffer;

/** A stock of zeros that all readers copy from. Thread-safe. */
final class Zeros {
  private static final ByteBuffer STOCK = ByteBuffer.allocateDirect(64 << 10).asReadOnlyBuffer();

  private Zeros() {}

  /**
   * Puts zeros into a buffer, whose position plays no part and stays as it is.
   *
   * @param at index in {@code dst} of the first one
   * @param length bytes
   */
  static void put(ByteBuffer dst, int at, int length) {
    for (int done = 0; done < length; done += STOCK.capacity()) {
      dst.put(at + done, STOCK, 0, Math.min(length - done, STOCK.capacity()));
    }
  }
}
