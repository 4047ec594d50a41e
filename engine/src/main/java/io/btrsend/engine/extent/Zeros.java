package io.btrsend.engine.extent;

import io.btrsend.engine.format.Crc32c;
import java.nio.ByteBuffer;

/** A stock of zeros that all who put file data into a buffer copy from. Thread-safe. */
public final class Zeros {
  private static final ByteBuffer STOCK = ByteBuffer.allocateDirect(64 << 10).asReadOnlyBuffer();

  private Zeros() {}

  /**
   * Puts zeros into a buffer, whose position plays no part and stays as it is.
   *
   * @param at index in {@code dst} of the first one
   * @param length bytes
   * @param register a raw CRC-32C register
   * @return what becomes of the register over the zeros
   */
  public static int put(ByteBuffer dst, int at, int length, int register) {
    for (int done = 0; done < length; done += STOCK.capacity()) {
      dst.put(at + done, STOCK, 0, Math.min(length - done, STOCK.capacity()));
    }
    return Crc32c.shift(register, length);
  }
}
