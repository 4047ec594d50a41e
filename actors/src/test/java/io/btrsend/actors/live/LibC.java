package io.btrsend.actors.live;

import com.sun.jna.Native;
import java.nio.charset.StandardCharsets;

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
  static final int SEEK_DATA = 3;
  static final int SEEK_HOLE = 4;
  static final int RENAME_EXCHANGE = 2;
  static final int MS_RDONLY = 1;
  static final int MS_NODEV = 4;
  static final int MS_NOATIME = 1024;
  static final int FALLOC_KEEP_SIZE = 1;
  static final int FALLOC_PUNCH_HOLE = 2;
  static final int FALLOC_ZERO_RANGE = 16;

  /** ioctl numbers as the kernel's user interface defines them. */
  static final long FICLONERANGE = 0x4020940dL;

  static final long FIDEDUPERANGE = 0xc0189436L;
  static final long FS_IOC_SETFLAGS = 0x40086602L;
  static final long SYNC = 0x9408L;
  static final long FIFREEZE = 0xc0045877L;
  static final long FITHAW = 0xc0045878L;
  static final long LOOP_CONFIGURE = 0x4c0aL;
  static final long LOOP_CTL_GET_FREE = 0x4c82L;
  static final long RESIZE = 0x50009403L;
  static final long ADD_DEVICE = 0x5000940aL;
  static final long REMOVE_DEVICE = 0x5000943aL;
  static final long INO_LOOKUP = 0xd0009412L;
  static final long TREE_SEARCH = 0xd0009411L;
  static final long DEFRAG_RANGE = 0x40309410L;
  static final long SUBVOL_GETFLAGS = 0x80089419L;
  static final long SUBVOL_SETFLAGS = 0x4008941aL;
  static final long QUOTA_CONTROL = 0xc0109428L;
  static final long SUBVOL_CREATE = 0x5000940eL;
  static final long SNAP_DESTROY = 0x5000940fL;
  static final long SNAP_CREATE_V2 = 0x50009417L;

  static {
    Native.register("c");
  }

  private LibC() {}

  /** The error as people know it, for messages about what should not fail. */
  static IllegalStateException failure(String what) {
    return new IllegalStateException(what + " failed with error " + Native.getLastError());
  }

  /** Bytes of a name or path (ISO 8859-1, one byte a character), with the zero that ends them. */
  static byte[] terminated(String name) {
    return (name + '\0').getBytes(StandardCharsets.ISO_8859_1);
  }

  static native int open(byte[] path, int flags, int mode);

  static native int close(int fd);

  static native int mount(byte[] source, byte[] target, byte[] type, long flags, byte[] options);

  static native int umount2(byte[] target, int flags);

  static native int ioctl(int fd, long request, byte[] argument);

  static native int fsync(int fd);

  static native long lseek(int fd, long offset, int whence);

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
