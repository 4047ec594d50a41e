package io.btrsend.jobs.directory;

import io.btrsend.engine.format.FileMode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What a filesystem says of a file.
 *
 * @param device the filesystem it is on
 * @param rdev which device a node stands for, as {@code mknod} takes it
 * @param size bytes
 * @param times access and modification time, seconds and nanoseconds each
 */
public record FileStatus(
    long device,
    long inode,
    int mode,
    long links,
    long uid,
    long gid,
    long rdev,
    long size,
    FileTimes times) {
  static final int LENGTH = 256;

  // Where in a struct statx.
  private static final int LINKS = 16;
  private static final int UID = 20;
  private static final int GID = 24;
  private static final int MODE = 28;
  private static final int INODE = 32;
  private static final int SIZE = 40;
  private static final int ATIME = 64;
  private static final int MTIME = 112;
  private static final int RDEV = 128;
  private static final int DEVICE = 136;

  static FileStatus read(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    return new FileStatus(
        DeviceNode.number(u32(in, DEVICE), u32(in, DEVICE + 4)),
        in.getLong(INODE),
        Short.toUnsignedInt(in.getShort(MODE)),
        u32(in, LINKS),
        u32(in, UID),
        u32(in, GID),
        DeviceNode.number(u32(in, RDEV), u32(in, RDEV + 4)),
        in.getLong(SIZE),
        new FileTimes(
            in.getLong(ATIME), u32(in, ATIME + 8), in.getLong(MTIME), u32(in, MTIME + 8)));
  }

  private static long u32(ByteBuffer in, int at) {
    return Integer.toUnsignedLong(in.getInt(at));
  }

  public boolean isDirectory() {
    return FileMode.isDirectory(mode);
  }

  public boolean isRegular() {
    return FileMode.isRegular(mode);
  }
}
