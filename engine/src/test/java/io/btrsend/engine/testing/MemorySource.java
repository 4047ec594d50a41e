package io.btrsend.engine.testing;

import io.btrsend.engine.image.ByteSource;
import io.btrsend.engine.image.Layer;
import java.nio.ByteBuffer;
import java.util.List;

/** Bytes in memory. */
public record MemorySource(String name, byte[] bytes) implements ByteSource {
  @Override
  public long size() {
    return bytes.length;
  }

  @Override
  public List<Layer> layers() {
    return List.of();
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
