package io.btrsend.engine.testing;

import io.btrsend.engine.image.ByteSource;
import java.nio.ByteBuffer;

/** Bytes in memory. */
public record MemorySource(String name, byte[] bytes) implements ByteSource {
  @Override
  public long size() {
    return bytes.length;
  }

  @Override
  public void read(long position, ByteBuffer dst) {
    requireInside(position, dst.remaining());
    dst.put(bytes, (int) position, dst.remaining());
  }

  @Override
  public void close() {
    // There is nothing to give back.
  }
}
