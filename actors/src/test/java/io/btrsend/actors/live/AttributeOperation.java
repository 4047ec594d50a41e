package io.btrsend.actors.live;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/**
 * Operations on attributes. None of them follows symbolic links, except chmod, which knows no
 * links.
 */
sealed interface AttributeOperation extends Operation {

  /**
   * Sets an extended attribute.
   *
   * @param value {@code 0x} and hexadecimal digits
   */
  record SetXattr(String path, String name, String value) implements AttributeOperation {
    @Override
    public int apply(LoopFilesystem filesystem) {
      byte[] bytes = HexFormat.of().parseHex(value.substring(2));
      return LoopFilesystem.errno(
          LibC.lsetxattr(filesystem.path(path), LibC.terminated(name), bytes, bytes.length, 0));
    }
  }

  record RemoveXattr(String path, String name) implements AttributeOperation {
    @Override
    public int apply(LoopFilesystem filesystem) {
      return LoopFilesystem.errno(LibC.lremovexattr(filesystem.path(path), LibC.terminated(name)));
    }
  }

  record Chmod(String path, long mode) implements AttributeOperation {
    @Override
    public int apply(LoopFilesystem filesystem) {
      return LoopFilesystem.errno(LibC.chmod(filesystem.path(path), (int) mode));
    }
  }

  record Chown(String path, long uid, long gid) implements AttributeOperation {
    @Override
    public int apply(LoopFilesystem filesystem) {
      return LoopFilesystem.errno(LibC.lchown(filesystem.path(path), (int) uid, (int) gid));
    }
  }

  /** Sets the times of last access and change, in seconds and nanoseconds. */
  record Utimes(String path, long atime, long mtime, long nanoseconds)
      implements AttributeOperation {
    @Override
    public int apply(LoopFilesystem filesystem) {
      long[] times = {atime, nanoseconds, mtime, nanoseconds};
      return LoopFilesystem.errno(
          LibC.utimensat(LibC.AT_FDCWD, filesystem.path(path), times, LibC.AT_SYMLINK_NOFOLLOW));
    }
  }

  /**
   * Sets the flags that chattr sets: compressed 4, append-only 32, no access times 128, no
   * copy-on-write 0x800000 ...
   */
  record SetFlags(String path, long flags) implements AttributeOperation {
    @Override
    public int apply(LoopFilesystem filesystem) {
      byte[] value =
          ByteBuffer.allocate(Long.BYTES)
              .order(ByteOrder.nativeOrder())
              .putInt((int) flags)
              .array();
      return filesystem.withFile(
          path, LibC.O_RDONLY, fd -> LibC.ioctl(fd, LibC.FS_IOC_SETFLAGS, value));
    }
  }
}
