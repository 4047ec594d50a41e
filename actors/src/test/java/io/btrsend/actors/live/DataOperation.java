package io.btrsend.actors.live;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Operations on the contents of regular files. Offsets and lengths are in bytes. */
sealed interface DataOperation extends Operation {

  /**
   * Writes bytes.
   *
   * @param fill 0..255: all bytes are this one; greater: the seed of incompressible bytes
   */
  record Write(String file, long offset, long length, long fill) implements DataOperation {
    @Override
    public int apply(LoopFilesystem filesystem) {
      byte[] data = new byte[(int) length];
      if (fill < 256) {
        Arrays.fill(data, (byte) fill);
      } else {
        new SplittableRandom(fill).nextBytes(data);
      }
      return filesystem.withFile(file, LibC.O_RDWR, fd -> LibC.pwrite(fd, data, length, offset));
    }
  }

  record Truncate(String file, long size) implements DataOperation {
    @Override
    public int apply(LoopFilesystem filesystem) {
      return filesystem.withFile(file, LibC.O_RDWR, fd -> LibC.ftruncate(fd, size));
    }
  }

  /**
   * fallocate.
   *
   * @param mode its flags: 0 and 1 allocate (growing or keeping the size), 3 punches a hole, 16 and
   *     17 zero the range
   */
  record Fallocate(String file, long mode, long offset, long length) implements DataOperation {
    @Override
    public int apply(LoopFilesystem filesystem) {
      return filesystem.withFile(
          file, LibC.O_RDWR, fd -> LibC.fallocate(fd, (int) mode, offset, length));
    }
  }

  /** Shares extents; length 0 means to the end of the source. */
  record Reflink(String source, long sourceOffset, long length, String target, long targetOffset)
      implements DataOperation {
    @Override
    public int apply(LoopFilesystem filesystem) {
      return filesystem.withFiles(
          source,
          target,
          LibC.O_RDWR,
          (from, to) -> LibC.ioctl(to, LibC.FICLONERANGE, cloneRange(from)));
    }

    private byte[] cloneRange(int from) {
      return ByteBuffer.allocate(32)
          .order(ByteOrder.nativeOrder())
          .putLong(from)
          .putLong(sourceOffset)
          .putLong(length)
          .putLong(targetOffset)
          .array();
    }
  }

  /** Shares extents where the contents are equal already. */
  record Dedupe(String source, long sourceOffset, long length, String target, long targetOffset)
      implements DataOperation {
    @Override
    public int apply(LoopFilesystem filesystem) {
      return filesystem.withFiles(
          source,
          target,
          LibC.O_RDWR,
          (from, to) -> LibC.ioctl(from, LibC.FIDEDUPERANGE, dedupeRange(to)));
    }

    private byte[] dedupeRange(int to) {
      return ByteBuffer.allocate(24 + 32)
          .order(ByteOrder.nativeOrder())
          .putLong(sourceOffset)
          .putLong(length)
          .putShort((short) 1)
          .putShort((short) 0)
          .putInt(0)
          .putLong(to)
          .putLong(targetOffset)
          .array();
    }
  }

  /** Forces the file's data into extents. */
  record Fsync(String file) implements DataOperation {
    @Override
    public int apply(LoopFilesystem filesystem) {
      return filesystem.withFile(file, LibC.O_RDONLY, LibC::fsync);
    }
  }
}
