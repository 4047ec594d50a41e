package io.btrsend.actors.live;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
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

  /** Shares extents where the contents are equal already, in read-only snapshots too. */
  record Dedupe(String source, long sourceOffset, long length, String target, long targetOffset)
      implements DataOperation {
    @Override
    public int apply(LoopFilesystem filesystem) {
      return filesystem.withFiles(
          source,
          target,
          LibC.O_RDONLY,
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

  /**
   * Cuts a file's extents up: writes single blocks at random places of its first bytes, once what
   * was there is on disk.
   *
   * @param span how many bytes, from the start of the file
   * @param count how many blocks
   */
  record Scatter(String file, long span, long count, long seed) implements DataOperation {
    private static final int BLOCK = 4096;

    @Override
    public int apply(LoopFilesystem filesystem) {
      return filesystem.withFile(file, LibC.O_RDWR, this::scatter);
    }

    private long scatter(int fd) {
      SplittableRandom random = new SplittableRandom(seed);
      byte[] data = new byte[BLOCK];
      long result = LibC.fsync(fd);
      for (long block = 0; block < count && result >= 0; block++) {
        random.nextBytes(data);
        result = LibC.pwrite(fd, data, BLOCK, random.nextLong(span / BLOCK) * BLOCK);
      }
      return result;
    }
  }

  /**
   * Defragments a file.
   *
   * @param compression 0 none, 1 zlib, 2 lzo, 3 zstd
   */
  record Defragment(String file, long compression) implements DataOperation {
    private static final long COMPRESS = 1;
    private static final long START_IO = 2;

    @Override
    public int apply(LoopFilesystem filesystem) {
      byte[] argument =
          ByteBuffer.allocate(48)
              .order(ByteOrder.nativeOrder())
              .putLong(8, -1)
              .putLong(16, START_IO | (compression == 0 ? 0 : COMPRESS))
              .putInt(28, (int) compression)
              .array();
      return filesystem.withFile(
          file, LibC.O_RDWR, fd -> LibC.ioctl(fd, LibC.DEFRAG_RANGE, argument));
    }
  }

  /**
   * A new swap file as mkswap makes it: preallocated, neither copied on write nor compressed. It is
   * never swapped on, which would change nothing on disk.
   */
  record SwapFile(String path, long size) implements DataOperation {
    private static final long NO_COPY_ON_WRITE = 0x800000;
    private static final int PAGE = 4096;
    private static final String SIGNATURE = "SWAPSPACE2";

    @Override
    public int apply(LoopFilesystem filesystem) {
      int error =
          filesystem.withFile(path, LibC.O_RDWR | LibC.O_CREAT | LibC.O_EXCL, SwapFile::plain);
      return error != 0 ? error : filesystem.withFile(path, LibC.O_RDWR, this::fill);
    }

    private static long plain(int fd) {
      ByteBuffer flags = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
      return LibC.ioctl(fd, LibC.FS_IOC_SETFLAGS, flags.putLong(NO_COPY_ON_WRITE).array());
    }

    private long fill(int fd) {
      ByteBuffer header = ByteBuffer.allocate(PAGE).order(ByteOrder.nativeOrder());
      header.putInt(1024, 1).putInt(1028, (int) (size / PAGE - 1));
      header.put(PAGE - SIGNATURE.length(), SIGNATURE.getBytes(StandardCharsets.US_ASCII));
      int allocated = LibC.fallocate(fd, 0, 0, size);
      return allocated < 0 ? allocated : LibC.pwrite(fd, header.array(), PAGE, 0);
    }
  }
}
