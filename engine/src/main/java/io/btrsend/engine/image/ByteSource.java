package io.btrsend.engine.image;

import io.btrsend.engine.ImageAccessException;
import java.nio.ByteBuffer;

/**
 * Bytes with a size, read at an offset and never written: an image, a block device, or a part of
 * one. Implementations are thread-safe. Interrupting a thread that reads disturbs no other thread:
 * its read is completed, and it stays interrupted.
 */
public interface ByteSource extends AutoCloseable {
  /** How the user named it. */
  String name();

  /** Bytes. */
  long size();

  /**
   * Fills the buffer from a position, moving the buffer's position to its limit.
   *
   * @param position byte offset
   * @throws ImageAccessException if the bytes lie beyond the end or cannot be read
   */
  void read(long position, ByteBuffer dst);

  /**
   * Gives back what it holds open; no read may start afterwards.
   *
   * @throws ImageAccessException if the system reports an error
   */
  @Override
  void close();

  /**
   * Checks that a range lies inside.
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
