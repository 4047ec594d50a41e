package io.btrsend.engine.image;

import io.btrsend.engine.ImageAccessException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A range of another source: a partition, or the rest from an offset on. Closing it closes the
 * whole source too. Thread-safe.
 */
public final class ImagePart implements ByteSource {
  private final String name;
  private final ByteSource whole;
  private final long start;
  private final long size;

  /**
   * Creates the range [{@code start}, {@code start + length}), cut at the end of the whole source.
   *
   * @param name how the user named the part
   * @param start byte offset in the whole
   * @param length bytes
   * @throws ImageAccessException if it starts outside the whole or is empty
   */
  public ImagePart(String name, ByteSource whole, long start, long length) {
    if (start < 0 || start >= whole.size() || length <= 0) {
      throw new ImageAccessException(
          String.format(
              "%s: byte %s is outside %d bytes", name, Long.toUnsignedString(start), whole.size()));
    }
    this.name = name;
    this.whole = whole;
    this.start = start;
    this.size = Math.min(length, whole.size() - start);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long size() {
    return size;
  }

  /** Of the whole. */
  @Override
  public List<Layer> layers() {
    return whole.layers();
  }

  @Override
  public void read(long position, ByteBuffer dst) {
    requireInside(position, dst.remaining());
    whole.read(start + position, dst);
  }

  @Override
  public void close() {
    whole.close();
  }

  @Override
  public String toString() {
    return name;
  }
}
