package io.btrsend.jobs.directory;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Copies data between files: shares it where the filesystem can, else has the system copy it, else
 * reads and writes it. For one thread.
 */
public final class RangeCopy {
  private static final int BUFFER = 1 << 20;

  private ByteBuffer buffer;

  public RangeCopy() {}

  /**
   * Copies a range.
   *
   * @return whether the source had all of it
   */
  public boolean copy(FileHandle source, long from, long length, FileHandle target, long to)
      throws IOException {
    return target.share(source, from, length, to) || transfer(source, from, length, target, to);
  }

  /**
   * Copies all of a file into an empty one, but for its holes.
   *
   * @param size of the source
   */
  public void copyAll(FileHandle source, long size, FileHandle target) throws IOException {
    if (target.shareAll(source)) {
      return;
    }
    target.truncate(size);
    long at = source.dataFrom(0);
    while (at >= 0 && at < size) {
      long end = source.holeFrom(at);
      transfer(source, at, end - at, target, at);
      at = source.dataFrom(end);
    }
  }

  private boolean transfer(FileHandle source, long from, long length, FileHandle target, long to)
      throws IOException {
    long done = 0;
    while (done < length) {
      long copied = target.copy(source, from + done, length - done, to + done);
      if (copied < 0) {
        return readAndWrite(source, from + done, length - done, target, to + done);
      }
      if (copied == 0) {
        return false;
      }
      done += copied;
    }
    return true;
  }

  private boolean readAndWrite(
      FileHandle source, long from, long length, FileHandle target, long to) throws IOException {
    if (buffer == null) {
      buffer = ByteBuffer.allocateDirect(BUFFER);
    }
    for (long done = 0; done < length; ) {
      buffer.clear().limit((int) Math.min(BUFFER, length - done));
      source.read(buffer, from + done);
      buffer.flip();
      if (!buffer.hasRemaining()) {
        return false;
      }
      int count = buffer.remaining();
      target.write(buffer, to + done);
      done += count;
    }
    return true;
  }
}
