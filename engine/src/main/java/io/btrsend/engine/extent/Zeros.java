package io.btrsend.engine.extent;

import io.btrsend.engine.format.Crc32c;
import java.nio.ByteBuffer;

/** Fills buffers with zeros, copied from a shared array. Thread-safe. */
public final class Zeros {
  private static final ByteBuffer STOCK = ByteBuffer.allocateDirect(64 << 10).asReadOnlyBuffer();

  private Zeros() {}

  /**
   * Puts zeros into a buffer. The position of the buffer is neither used nor changed.
   *
   * @param at index in {@code dst} of the first one
   * @param length bytes
   * @param register a CRC-32C register, not inverted
   * @return the register after the zeros
   */
  public static int put(ByteBuffer dst, int at, int length, int register) {
    for (int done = 0; done < length; done += STOCK.capacity()) {
      dst.put(at + done, STOCK, 0, Math.min(length - done, STOCK.capacity()));
    }
    return Crc32c.shift(register, length);
  }
}
