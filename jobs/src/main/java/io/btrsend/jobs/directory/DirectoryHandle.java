package io.btrsend.jobs.directory;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import io.btrsend.engine.SendException;
import io.btrsend.engine.SendException.Reason;
import io.btrsend.engine.text.NameText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An open directory. Everything is done to one name in it, which is never followed if it is a
 * symbolic link; what a path leads to is reached with {@link #open}, by a call that refuses
 * symbolic links and everything that is not below this directory.
 *
 * <p>Names are bytes without '/' and zero bytes, and not {@code ..}; {@code .} is the directory
 * itself. Failures are {@link SystemCallException}s. Thread-safe until it is closed.
 */
public final class DirectoryHandle implements AutoCloseable {
  private static final byte[] SELF = {'.'};

  private static final byte[] NOTHING = {0};
  private static final int LIST_BUFFER = 1 << 15;
  private static final int MAX_XATTR = 1 << 16;
  private static final int MAX_TARGET = 4096;
  private static final long BENEATH =
      LibC.RESOLVE_BENEATH | LibC.RESOLVE_NO_SYMLINKS | LibC.RESOLVE_NO_MAGICLINKS;

  private final int fd;
  private final byte[] path;

  private DirectoryHandle(int fd, byte[] path) {
    this.fd = fd;
    this.path = path;
  }

  /**
   * Opens a directory that the user named; symbolic links in its path are followed.
   *
   * @throws SendException {@link Reason#INVALID} if the system cannot write safely
   */
  public static DirectoryHandle at(Path directory) throws IOException {
    requireLinux();
    byte[] name = directory.toString().getBytes(StandardCharsets.UTF_8);
    int fd = LibC.open(terminated(name), LibC.O_PATH | LibC.O_CLOEXEC, 0);
    if (fd < 0) {
      throw SystemCallException.last(name, "open the directory");
    }
    return new DirectoryHandle(fd, name);
  }

  private static void requireLinux() {
    if (!Platform.isLinux()) {
      throw new SendException(
          Reason.INVALID, "files are written to directories on Linux only, not on this system");
    }
    try {
      LibC.load();
    } catch (LinkageError e) {
      throw new SendException(
          Reason.INVALID,
          "the native library JNA cannot be loaded (BTRSEND_OPTS=-Djna.tmpdir=DIR chooses from"
              + " where): "
              + e.getMessage());
    }
  }

  /**
   * Has everything that the process makes get exactly the mode that it is made with.
   *
   * @return what to {@link #restoreModes} with
   */
  public static int makeExactModes() {
    return LibC.umask(0);
  }

  /** Undoes {@link #makeExactModes}. */
  public static void restoreModes(int before) {
    LibC.umask(before);
  }

  /**
   * The owner of what the process makes, in a directory that does not say otherwise: user and
   * group.
   */
  public static long[] owner() {
    return new long[] {
      Integer.toUnsignedLong(LibC.geteuid()), Integer.toUnsignedLong(LibC.getegid())
    };
  }

  /** The name of a directory in itself. */
  public static byte[] self() {
    return SELF.clone();
  }

  /** Whether the process may do what only root may. */
  public static boolean isRoot() {
    return LibC.geteuid() == 0;
  }

  /**
   * Opens a directory below this one.
   *
   * @param relative names joined by '/'; empty for this directory
   */
  public DirectoryHandle open(byte[] relative) throws IOException {
    byte[] at = relative.length == 0 ? SELF : relative;
    return new DirectoryHandle(resolve(at, LibC.O_PATH, 0, "open"), join(relative));
  }

  /** The number of a new descriptor for what a path below this directory leads to. */
  private int resolve(byte[] relative, int flags, int mode, String action) throws IOException {
    long[] how = {flags | LibC.O_CLOEXEC, mode, BENEATH};
    long opened =
        LibC.syscall(LibC.OPENAT2, fd, terminated(relative), how, how.length * (long) Long.BYTES);
    if (opened < 0) {
      throw failure(relative, action);
    }
    return (int) opened;
  }

  /** Makes a regular file, which must not exist, and opens it for writing and reading. */
  public FileHandle create(byte[] name, int mode) throws IOException {
    // What is made anew is not followed.
    int flags = LibC.O_RDWR | LibC.O_CREAT | LibC.O_EXCL | LibC.O_CLOEXEC;
    int created = LibC.openat(fd, checked(name), flags, mode);
    check(created, name, "make the file");
    return new FileHandle(created, this, name);
  }

  /** Opens a file for writing and reading, if it is a regular one: others are not touched. */
  public FileHandle openRegular(byte[] name) throws IOException {
    return openRegular(name, LibC.O_RDWR, "write to");
  }

  /** Opens a file for reading, if it is a regular one. */
  public FileHandle openForReading(byte[] name) throws IOException {
    return openRegular(name, LibC.O_RDONLY, "read");
  }

  private FileHandle openRegular(byte[] name, int flags, String action) throws IOException {
    requireName(name);
    // To open a device or a fifo may have effects already.
    if (!status(name).isRegular()) {
      throw new NotRegularException(join(name), action);
    }
    int opened = resolve(name, flags | LibC.O_NONBLOCK | LibC.O_NOCTTY, 0, action);
    return new FileHandle(opened, this, name);
  }

  /** The names in this directory but . and .., in the order of the filesystem. */
  public List<byte[]> list() throws IOException {
    List<byte[]> entries = new ArrayList<>();
    int readable = resolve(SELF, LibC.O_RDONLY, 0, "list");
    try {
      byte[] buffer = new byte[LIST_BUFFER];
      for (long count = read(readable, buffer); count > 0; count = read(readable, buffer)) {
        addEntries(buffer, (int) count, entries);
      }
    } finally {
      LibC.close(readable);
    }
    return entries;
  }

  private long read(int readable, byte[] buffer) throws IOException {
    long count = LibC.getdents64(readable, buffer, buffer.length);
    if (count < 0) {
      throw failure(SELF, "list");
    }
    return count;
  }

  /** Each has its length after two numbers of 8 bytes, then a type of one byte, then the name. */
  private static void addEntries(byte[] buffer, int count, List<byte[]> entries) {
    ByteBuffer in = ByteBuffer.wrap(buffer).order(ByteOrder.nativeOrder());
    for (int at = 0; at < count; at += Short.toUnsignedInt(in.getShort(at + 16))) {
      int start = at + 19;
      int end = start;
      while (buffer[end] != 0) {
        end++;
      }
      byte[] name = Arrays.copyOfRange(buffer, start, end);
      boolean isItselfOrParent =
          name[0] == '.' && (name.length == 1 || (name.length == 2 && name[1] == '.'));
      if (!isItselfOrParent) {
        entries.add(name);
      }
    }
  }

  public FileStatus status(byte[] name) throws IOException {
    byte[] status = new byte[FileStatus.LENGTH];
    int flags = LibC.AT_SYMLINK_NOFOLLOW;
    check(LibC.statx(fd, checked(name), flags, LibC.STATX_BASIC, status), name, "look at");
    return FileStatus.read(status);
  }

  /** Whether there is something of this name. */
  public boolean has(byte[] name) throws IOException {
    try {
      status(name);
      return true;
    } catch (SystemCallException e) {
      if (e.error() == ErrorNumber.ENOENT) {
        return false;
      }
      throw e;
    }
  }

  public void mkdir(byte[] name, int mode) throws IOException {
    check(LibC.mkdirat(fd, checked(name), mode), name, "make the directory");
  }

  /** Gives a file of another directory one more name in this one. */
  public void link(DirectoryHandle from, byte[] existing, byte[] name) throws IOException {
    check(LibC.linkat(from.fd, checked(existing), fd, checked(name), 0), name, "make the link");
  }

  public void symlink(byte[] target, byte[] name) throws IOException {
    check(LibC.symlinkat(terminated(target), fd, checked(name)), name, "make the symbolic link");
  }

  /**
   * Makes a node.
   *
   * @param mode with the type
   * @param device as {@link DeviceNode} makes it; 0 for a fifo or socket
   */
  public void mknod(byte[] name, int mode, long device) throws IOException {
    check(LibC.mknodat(fd, checked(name), mode, device), name, "make the node");
  }

  public void unlink(byte[] name) throws IOException {
    check(LibC.unlinkat(fd, checked(name), 0), name, "remove");
  }

  public void rmdir(byte[] name) throws IOException {
    int result = LibC.unlinkat(fd, checked(name), LibC.AT_REMOVEDIR);
    check(result, name, "remove the directory");
  }

  /** Moves a name of this directory to another one, over what has that name. */
  public void rename(byte[] name, DirectoryHandle to, byte[] newName) throws IOException {
    int result = LibC.renameat2(fd, checked(name), to.fd, checked(newName), 0);
    check(result, name, "rename to " + NameText.of(to.join(newName)));
  }

  /** Renames within this directory, if nothing has the new name. */
  public void renameToFree(byte[] name, byte[] newName) throws IOException {
    int result = LibC.renameat2(fd, checked(name), fd, checked(newName), LibC.RENAME_NOREPLACE);
    check(result, name, "rename to " + NameText.of(join(newName)));
  }

  public void chown(byte[] name, long uid, long gid) throws IOException {
    int flags = LibC.AT_SYMLINK_NOFOLLOW;
    check(LibC.fchownat(fd, checked(name), (int) uid, (int) gid, flags), name, "set the owner of");
  }

  /** Not for symbolic links, which have no mode. */
  public void chmod(byte[] name, int mode) throws IOException {
    int flags = LibC.AT_SYMLINK_NOFOLLOW;
    check(LibC.fchmodat(fd, checked(name), mode, flags), name, "set the mode of");
  }

  public void setTimes(byte[] name, FileTimes times) throws IOException {
    int flags = LibC.AT_SYMLINK_NOFOLLOW;
    int result = LibC.utimensat(fd, checked(name), times.timespecs(), flags);
    check(result, name, "set the times of");
  }

  public void setXattr(byte[] name, byte[] attribute, byte[] value) throws IOException {
    int result = LibC.lsetxattr(throughHandle(name), terminated(attribute), value, value.length, 0);
    check(result, name, "set the attribute " + NameText.of(attribute) + " of");
  }

  public void removeXattr(byte[] name, byte[] attribute) throws IOException {
    int result = LibC.lremovexattr(throughHandle(name), terminated(attribute));
    check(result, name, "remove the attribute " + NameText.of(attribute) + " of");
  }

  /** The names of the extended attributes that this process may see. */
  public List<byte[]> xattrs(byte[] name) throws IOException {
    byte[] names = new byte[MAX_XATTR];
    long length = LibC.llistxattr(throughHandle(name), names, names.length);
    if (length < 0 && ErrorNumber.of(Native.getLastError()) == ErrorNumber.EOPNOTSUPP) {
      return List.of();
    }
    check(length, name, "list the attributes of");
    List<byte[]> all = new ArrayList<>();
    for (int at = 0, from = 0; at < length; at++) {
      if (names[at] == 0) {
        all.add(Arrays.copyOfRange(names, from, at));
        from = at + 1;
      }
    }
    return all;
  }

  public byte[] xattr(byte[] name, byte[] attribute) throws IOException {
    byte[] value = new byte[MAX_XATTR];
    long length = LibC.lgetxattr(throughHandle(name), terminated(attribute), value, value.length);
    check(length, name, "read the attribute " + NameText.of(attribute) + " of");
    return Arrays.copyOf(value, (int) length);
  }

  /**
   * A path by which calls that take no handle reach a name in this directory. The handle stands for
   * the directory itself, and the calls do not follow the last name.
   */
  private byte[] throughHandle(byte[] name) throws InvalidNameException {
    byte[] prefix = ("/proc/self/fd/" + fd + "/").getBytes(StandardCharsets.US_ASCII);
    byte[] last = checked(name);
    byte[] through = Arrays.copyOf(prefix, prefix.length + last.length);
    System.arraycopy(last, 0, through, prefix.length, last.length);
    return through;
  }

  /** The target of a symbolic link. */
  public byte[] target(byte[] name) throws IOException {
    byte[] target = new byte[MAX_TARGET];
    long length = LibC.readlinkat(fd, checked(name), target, target.length);
    check(length, name, "read the symbolic link");
    return Arrays.copyOf(target, (int) length);
  }

  /**
   * Keeps other processes that ask for the same from this directory, until they or this one end.
   *
   * @return a handle to be closed after the work; null if another process has it
   */
  public FileHandle lock() throws IOException {
    FileHandle handle = new FileHandle(resolve(SELF, LibC.O_RDONLY, 0, "lock"), this, SELF);
    if (handle.lock()) {
      return handle;
    }
    handle.close();
    return null;
  }

  private void check(long result, byte[] name, String action) throws IOException {
    if (result < 0) {
      throw failure(name, action);
    }
  }

  private SystemCallException failure(byte[] name, String action) {
    return SystemCallException.last(join(name), action);
  }

  /** A path below this directory as people know it. */
  byte[] join(byte[] name) {
    if (name.length == 0 || Arrays.equals(name, SELF)) {
      return path;
    }
    byte[] joined = Arrays.copyOf(path, path.length + 1 + name.length);
    joined[path.length] = '/';
    System.arraycopy(name, 0, joined, path.length + 1, name.length);
    return joined;
  }

  private static byte[] checked(byte[] name) throws InvalidNameException {
    requireName(name);
    return terminated(name);
  }

  private static void requireName(byte[] name) throws InvalidNameException {
    boolean leadsUp = name.length == 2 && name[0] == '.' && name[1] == '.';
    boolean isName = name.length > 0 && !leadsUp;
    for (byte each : name) {
      isName &= each != '/';
    }
    if (!isName) {
      throw new InvalidNameException(name);
    }
  }

  private static byte[] terminated(byte[] bytes) throws InvalidNameException {
    for (byte each : bytes) {
      if (each == 0) {
        throw new InvalidNameException(bytes);
      }
    }
    return bytes.length == 0 ? NOTHING : Arrays.copyOf(bytes, bytes.length + 1);
  }

  @Override
  public void close() {
    LibC.close(fd);
  }
}
