package io.btrsend.jobs.directory;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import io.btrsend.engine.text.NameText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** An open file. Failures are {@link SystemCallException}s. For one thread. */
public final class FileHandle implements AutoCloseable {
  private static final long MOST_AT_ONCE = 1 << 30;

  private final int fd;
  private final DirectoryHandle in;
  private final byte[] name;

  /**
   * @param in knows its path, for messages
   */
  FileHandle(int fd, DirectoryHandle in, byte[] name) {
    this.fd = fd;
    this.in = in;
    this.name = name;
  }

  boolean lock() throws IOException {
    int result = LibC.flock(fd, LibC.LOCK_EXCLUSIVE_AT_ONCE);
    // EWOULDBLOCK has no other meaning here.
    return result == 0;
  }

  /**
   * Writes all that remains of a buffer.
   *
   * @param data a direct one
   */
  public void write(ByteBuffer data, long offset) throws IOException {
    long address = Pointer.nativeValue(Native.getDirectBufferPointer(data));
    long to = offset;
    while (data.hasRemaining()) {
      long count = LibC.pwrite(fd, address + data.position(), data.remaining(), to);
      check(count, "write to");
      data.position(data.position() + (int) count);
      to += count;
    }
  }

  /**
   * Fills what remains of a buffer, as far as the file goes.
   *
   * @param data a direct one
   */
  public void read(ByteBuffer data, long offset) throws IOException {
    long address = Pointer.nativeValue(Native.getDirectBufferPointer(data));
    long from = offset;
    while (data.hasRemaining()) {
      long count = LibC.pread(fd, address + data.position(), data.remaining(), from);
      check(count, "read");
      if (count == 0) {
        return;
      }
      data.position(data.position() + (int) count);
      from += count;
    }
  }

  /** The file ends there from now on. */
  public void truncate(long size) throws IOException {
    check(LibC.ftruncate(fd, size), "set the size of");
  }

  public void allocate(int mode, long offset, long length) throws IOException {
    check(LibC.fallocate(fd, mode, offset, length), "allocate space of");
  }

  public FileStatus status() throws IOException {
    byte[] status = new byte[FileStatus.LENGTH];
    byte[] empty = {0};
    int flags = LibC.AT_EMPTY_PATH;
    check(LibC.statx(fd, empty, flags, LibC.STATX_BASIC, status), "look at");
    return FileStatus.read(status);
  }

  /** Makes this empty file share all of another one. */
  public boolean shareAll(FileHandle source) throws IOException {
    return isShared(LibC.ioctl(fd, LibC.FICLONE, source.fd));
  }

  /** Makes a range share that of another file, or of the same. */
  public boolean share(FileHandle source, long from, long length, long to) throws IOException {
    long[] range = {source.fd, from, length, to};
    return isShared(LibC.ioctl(fd, LibC.FICLONERANGE, range));
  }

  /** Filesystems refuse to share in many ways; what is wrong shows when the bytes are copied. */
  private boolean isShared(int result) throws IOException {
    if (result == 0) {
      return true;
    }
    SystemCallException failure = SystemCallException.last(in.join(name), "share data into");
    switch (failure.error()) {
      case EOPNOTSUPP, ENOTTY, EXDEV, EINVAL, ENOSYS, EPERM -> {
        return false;
      }
      default -> throw failure;
    }
  }

  /**
   * Has the system copy from another file.
   *
   * @return how many bytes were copied; 0 at the end of the source; -1 if the system does not copy
   *     between these
   */
  public long copy(FileHandle source, long from, long length, long to) throws IOException {
    long count = Math.min(length, MOST_AT_ONCE);
    long copied = LibC.copy_file_range(source.fd, new long[] {from}, fd, new long[] {to}, count, 0);
    if (copied >= 0) {
      return copied;
    }
    SystemCallException failure = SystemCallException.last(in.join(name), "copy data into");
    switch (failure.error()) {
      case EOPNOTSUPP, EXDEV, EINVAL, ENOSYS -> {
        return -1;
      }
      default -> throw failure;
    }
  }

  /** Where data begins at or after an offset; -1 if there is only a hole. */
  public long dataFrom(long offset) throws IOException {
    long at = LibC.lseek(fd, offset, LibC.SEEK_DATA);
    if (at < 0 && ErrorNumber.of(Native.getLastError()) == ErrorNumber.ENXIO) {
      return -1;
    }
    check(at, "find data of");
    return at;
  }

  /** Where the next hole begins after data at an offset; the end of the file counts as one. */
  public long holeFrom(long offset) throws IOException {
    long at = LibC.lseek(fd, offset, LibC.SEEK_HOLE);
    // Of a file that ends at the largest offset there is, tmpfs says that it ends one further.
    if (at < -1) {
      return status().size();
    }
    check(at, "find holes of");
    return at;
  }

  public void chown(long uid, long gid) throws IOException {
    check(LibC.fchown(fd, (int) uid, (int) gid), "set the owner of");
  }

  public void chmod(int mode) throws IOException {
    check(LibC.fchmod(fd, mode), "set the mode of");
  }

  public void setTimes(FileTimes times) throws IOException {
    check(LibC.futimens(fd, times.timespecs()), "set the times of");
  }

  public void setXattr(byte[] attribute, byte[] value) throws IOException {
    byte[] name = Arrays.copyOf(attribute, attribute.length + 1);
    int result = LibC.fsetxattr(fd, name, value, value.length, 0);
    check(result, "set the attribute " + NameText.of(attribute) + " of");
  }

  /** Waits until the file is on its device. */
  public void force() throws IOException {
    check(LibC.fsync(fd), "force to the device");
  }

  /** Waits until all of the filesystem is on its device. */
  public void forceFilesystem() throws IOException {
    check(LibC.syncfs(fd), "force the filesystem of");
  }

  private void check(long result, String action) throws IOException {
    if (result < 0) {
      throw SystemCallException.last(in.join(name), action);
    }
  }

  @Override
  public void close() {
    LibC.close(fd);
  }
}
