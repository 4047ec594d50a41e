package io.btrsend.engine.image.qemu;

import io.btrsend.engine.UnsupportedFeatureException;
import io.btrsend.engine.image.ByteSource;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads the structures of an image file, and refuses images that depend on other files. */
record Structure(ByteSource file) {
  private static final String REMEDY =
      ": --via-qemu opens no file but the one named; if you trust this one:"
          + " qemu-img convert -O qcow2 FILE DISK and name DISK";

  /**
   * Reads a range.
   *
   * @throws io.btrsend.engine.ImageAccessException if it lies beyond the end or cannot be read
   */
  ByteBuffer read(long position, int length, ByteOrder order) {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(order);
    file.read(position, bytes);
    return bytes.flip();
  }

  /** Reads a range, or what there is of it. */
  ByteBuffer readUpTo(long position, int length, ByteOrder order) {
    long there = position < 0 ? 0 : Math.max(0, file.size() - position);
    return read(there == 0 ? 0 : position, (int) Math.min(there, length), order);
  }

  /** Whether the file has these bytes at this offset. */
  boolean has(long position, byte[] expected) {
    return position >= 0
        && readUpTo(position, expected.length, ByteOrder.BIG_ENDIAN)
            .equals(ByteBuffer.wrap(expected));
  }

  /** The refusal of an image that is, or claims, something else than a whole disk in one file. */
  UnsupportedFeatureException refusal(String what) {
    return new UnsupportedFeatureException(file.name() + ": " + what + REMEDY);
  }
}
