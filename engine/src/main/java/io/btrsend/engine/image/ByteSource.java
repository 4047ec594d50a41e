package io.btrsend.engine.image;

import io.btrsend.engine.ImageAccessException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Bytes with a size, read at an offset and never written: an image, a block device, or a part of
 * one. Implementations are thread-safe. Interrupting a reading thread does not affect other
 * threads; its read completes and the thread stays interrupted.
 */
public interface ByteSource extends AutoCloseable {
  /** The name that the user gave. */
  String name();

  /** The size in bytes. */
  long size();

  /** What its bytes come from: first what the user has named, then what that refers to. */
  List<Layer> layers();

  /**
   * Fills the buffer from a position of the source and moves the buffer's position to its limit.
   *
   * @param position byte offset
   * @throws ImageAccessException if the bytes lie beyond the end or cannot be read
   */
  void read(long position, ByteBuffer dst);

  /**
   * Closes what it holds open; no read may start afterwards.
   *
   * @throws ImageAccessException if the operating system reports an error
   */
  @Override
  void close();

  /**
   * Checks that a range lies inside the source.
   *
   * @param position byte offset
   * @param length bytes
   * @throws ImageAccessException if it does not
   */
  default void requireInside(long position, int length) {
    if (position < 0 || position > size() - length) {
      throw new ImageAccessException(
          String.format(
              "%s: %d bytes at byte %s lie beyond its end at %d",
              name(), length, Long.toUnsignedString(position), size()));
    }
  }
}
