package io.btrsend.actors.live;

import com.sun.jna.Native;

/**
 * The system calls that the operations are made of, called in-process: a process each would be a
 * hundred times slower. Paths are bytes that end in a zero. Every method returns -1 on failure and
 * leaves the reason in {@link Native#getLastError()}.
 */
final class LibC {

  static final int AT_FDCWD = -100;
  static final int AT_SYMLINK_NOFOLLOW = 0x100;
  static final int O_RDONLY = 0;
  static final int O_RDWR = 2;
  static final int O_CREAT = 0100;
  static final int O_EXCL = 0200;
  static final int O_NOFOLLOW = 0400000;
  static final int O_NONBLOCK = 04000;
  static final int RENAME_EXCHANGE = 2;
  static final int FALLOC_KEEP_SIZE = 1;
  static final int FALLOC_PUNCH_HOLE = 2;
  static final int FALLOC_ZERO_RANGE = 16;

  /** ioctl numbers as the kernel's user interface defines them. */
  static final long FICLONERANGE = 0x4020940dL;

  static final long FIDEDUPERANGE = 0xc0189436L;
  static final long FS_IOC_SETFLAGS = 0x40086602L;
  static final long SYNC = 0x9408L;
  static final long SUBVOL_CREATE = 0x5000940eL;
  static final long SNAP_DESTROY = 0x5000940fL;
  static final long SNAP_CREATE_V2 = 0x50009417L;

  static {
    Native.register("c");
  }

  private LibC() {}

  static native int open(byte[] path, int flags, int mode);

  static native int close(int fd);

  static native int ioctl(int fd, long request, byte[] argument);

  static native int fsync(int fd);

  static native long pwrite(int fd, byte[] data, long length, long offset);

  static native int fallocate(int fd, int mode, long offset, long length);

  static native int ftruncate(int fd, long size);

  static native int mkdir(byte[] path, int mode);

  static native int rmdir(byte[] path);

  static native int unlink(byte[] path);

  static native int link(byte[] from, byte[] to);

  static native int symlink(byte[] target, byte[] path);

  static native int mknod(byte[] path, int mode, long device);

  static native int rename(byte[] from, byte[] to);

  static native int renameat2(int fromDir, byte[] from, int toDir, byte[] to, int flags);

  static native int chmod(byte[] path, int mode);

  static native int lchown(byte[] path, int uid, int gid);

  static native int utimensat(int dir, byte[] path, long[] times, int flags);

  static native int lsetxattr(byte[] path, byte[] name, byte[] value, long size, int flags);

  static native int lremovexattr(byte[] path, byte[] name);

  static native int geteuid();
}
