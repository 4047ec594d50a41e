package io.btrsend.jobs.directory;

import com.sun.jna.Native;

/**
 * The system calls. Paths are bytes that end in a zero. Each returns -1 on failure and leaves the
 * error number in {@link Native#getLastError()}. The flags used are the same on all architectures
 * of Linux that Java runs on.
 */
final class LibC {
  static final int O_RDONLY = 0;
  static final int O_WRONLY = 1;
  static final int O_RDWR = 2;
  static final int O_CREAT = 0100;
  static final int O_EXCL = 0200;
  static final int O_NOCTTY = 0400;
  static final int O_NONBLOCK = 04000;
  static final int O_CLOEXEC = 02000000;
  static final int O_PATH = 010000000;

  static final int AT_SYMLINK_NOFOLLOW = 0x100;
  static final int AT_REMOVEDIR = 0x200;
  static final int AT_EMPTY_PATH = 0x1000;
  static final int AT_FDCWD = -100;
  static final int RENAME_NOREPLACE = 1;
  static final int SEEK_DATA = 3;
  static final int SEEK_HOLE = 4;
  static final int LOCK_EXCLUSIVE_AT_ONCE = 2 | 4;
  static final int STATX_BASIC = 0x7ff;

  /** A call with one number everywhere, which has no function in the C library. */
  static final long OPENAT2 = 437;

  static final long RESOLVE_NO_MAGICLINKS = 2;
  static final long RESOLVE_NO_SYMLINKS = 4;
  static final long RESOLVE_BENEATH = 8;

  static final long FICLONE = 0x40049409L;
  static final long FICLONERANGE = 0x4020940dL;

  static {
    Native.register(LibC.class, "c");
  }

  private LibC() {}

  /** Does what using the class for the first time does, and nothing else. */
  static void load() {
    geteuid();
  }

  static native int open(byte[] path, int flags, int mode);

  static native int openat(int dir, byte[] name, int flags, int mode);

  static native long syscall(long number, int dir, byte[] path, long[] how, long size);

  static native int close(int fd);

  static native int mkdirat(int dir, byte[] name, int mode);

  static native int linkat(int fromDir, byte[] from, int toDir, byte[] to, int flags);

  static native int symlinkat(byte[] target, int dir, byte[] name);

  static native int mknodat(int dir, byte[] name, int mode, long device);

  static native int unlinkat(int dir, byte[] name, int flags);

  static native int renameat2(int fromDir, byte[] from, int toDir, byte[] to, int flags);

  static native int fchownat(int dir, byte[] name, int uid, int gid, int flags);

  static native int fchown(int fd, int uid, int gid);

  static native int fchmodat(int dir, byte[] name, int mode, int flags);

  static native int fchmod(int fd, int mode);

  static native int utimensat(int dir, byte[] name, long[] times, int flags);

  static native int futimens(int fd, long[] times);

  static native int lsetxattr(byte[] path, byte[] name, byte[] value, long size, int flags);

  static native int lremovexattr(byte[] path, byte[] name);

  static native long lgetxattr(byte[] path, byte[] name, byte[] value, long size);

  static native long llistxattr(byte[] path, byte[] names, long size);

  static native int fsetxattr(int fd, byte[] name, byte[] value, long size, int flags);

  static native int statx(int dir, byte[] name, int flags, int mask, byte[] status);

  static native long getdents64(int fd, byte[] entries, long size);

  static native long readlinkat(int dir, byte[] name, byte[] target, long size);

  static native long pwrite(int fd, long address, long count, long offset);

  static native long pread(int fd, long address, long count, long offset);

  static native int ftruncate(int fd, long size);

  static native int fallocate(int fd, int mode, long offset, long length);

  static native long lseek(int fd, long offset, int whence);

  static native int fsync(int fd);

  static native int flock(int fd, int operation);

  static native int ioctl(int fd, long request, long argument);

  static native int ioctl(int fd, long request, long[] argument);

  static native long copy_file_range(
      int from, long[] fromOffset, int to, long[] toOffset, long count, int flags);

  static native int umask(int mask);

  static native int getegid();

  static native int syncfs(int fd);

  static native int geteuid();

  static native String strerror(int error);
}
