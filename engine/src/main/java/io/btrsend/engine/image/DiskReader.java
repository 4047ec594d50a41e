package io.btrsend.engine.image;

import io.btrsend.engine.ImageAccessException;
import java.nio.ByteBuffer;

/** Reads a disk whose tables may be unreadable or point beyond its end. */
record DiskReader(ByteSource disk) {
  /** Bytes of the disk. */
  long size() {
    return disk.size();
  }

  /** Null if the range lies beyond the end or cannot be read. */
  byte[] readOrNull(long at, int length) {
    if (at < 0 || at > disk.size() - length) {
      return null;
    }
    byte[] bytes = new byte[length];
    try {
      disk.read(at, ByteBuffer.wrap(bytes));
    } catch (ImageAccessException unreadable) {
      return null;
    }
    return bytes;
  }
}
