package io.btrsend.jobs.files;

import io.btrsend.engine.extent.UnreadableData;
import io.btrsend.engine.files.FileData;
import io.btrsend.engine.files.FileEntry;
import io.btrsend.engine.files.FileTree;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.Inode;
import io.btrsend.engine.filesystem.SubvolumeInfo;
import io.btrsend.engine.filesystem.Xattr;
import io.btrsend.engine.format.DeviceNumber;
import io.btrsend.engine.format.FileMode;
import io.btrsend.engine.format.LittleEndian;
import io.btrsend.jobs.directory.AttributeWriter;
import io.btrsend.jobs.directory.DeviceNode;
import io.btrsend.jobs.directory.DirectoryHandle;
import io.btrsend.jobs.directory.ErrorNumber;
import io.btrsend.jobs.directory.FileHandle;
import io.btrsend.jobs.directory.FileTimes;
import io.btrsend.jobs.directory.Loss;
import io.btrsend.jobs.directory.OpenDirectories;
import io.btrsend.jobs.directory.PathName;
import io.btrsend.jobs.directory.SystemCallException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Writes files of a subvolume below a directory, one after the other. For one thread. */
final class FileWriter implements AutoCloseable {
  private static final int NEW_FILE = 0600;
  private static final int PERMISSIONS = 07777;
  private static final int NEW_DIRECTORY = 0700;
  private static final int DIRECTORY_OF_SUBVOLUME = 0755;

  private final FileTree tree;
  private final FileData data;
  private final ExtractOptions options;
  private final AttributeWriter attributes;
  private final AttributeWriter withoutPrivileges;
  private final OpenDirectories directories;
  private final NewFiles newFiles;
  private final LongAdder written;

  /** Whether the owner of the file at hand could not be set. */
  private boolean isOwnerLost;

  /**
   * @param losses thread-safe
   * @param top the directory; stays open
   */
  FileWriter(
      Filesystem filesystem,
      SubvolumeInfo subvolume,
      UnreadableData policy,
      ExtractOptions options,
      Loss.Listener losses,
      DirectoryHandle top,
      NewFiles newFiles,
      LongAdder written)
      throws IOException {
    this.tree = new FileTree(filesystem, subvolume);
    this.data = new FileData(filesystem, tree.subvolume(), policy);
    this.options = options;
    this.newFiles = newFiles;
    this.written = written;
    this.attributes = new AttributeWriter(true, loss -> pass(loss, losses));
    this.withoutPrivileges = new AttributeWriter(false, losses);
    this.directories = new OpenDirectories(top.open(new byte[0]));
  }

  private void pass(Loss loss, Loss.Listener losses) {
    isOwnerLost |= loss.kind() == Loss.Kind.OWNER;
    losses.lost(loss);
  }

  /** Makes a directory that is still to be filled, unless it is there. */
  void makeDirectory(FileEntry entry) throws IOException {
    if (entry.path().length == 0) {
      return;
    }
    PathName at = PathName.of(entry.path());
    DirectoryHandle in = directories.get(at.directory());
    try {
      in.mkdir(at.name(), NEW_DIRECTORY);
    } catch (SystemCallException e) {
      if (e.error() != ErrorNumber.EEXIST || !in.status(at.name()).isDirectory()) {
        throw e;
      }
      newFiles.useExisting();
    }
  }

  /** Gives a directory its attributes. */
  void finishDirectory(FileEntry entry) throws IOException {
    PathName at = PathName.of(entry.path());
    DirectoryHandle in = directories.get(at.directory());
    if (entry.isSubvolume()) {
      in.chmod(at.name(), DIRECTORY_OF_SUBVOLUME);
      return;
    }
    setAttributes(entry, in, at.name());
  }

  /** Gives a file one more name. */
  void link(byte[] existing, byte[] path) throws IOException {
    PathName from = PathName.of(existing);
    PathName to = PathName.of(path);
    DirectoryHandle in = directories.get(from.directory());
    // A file that could not be made has no further names either.
    if (!in.has(from.name())) {
      attributes.missingLink(path);
      return;
    }
    directories.get(to.directory()).link(in, from.name(), to.name());
  }

  /** Writes anything but a directory. */
  void write(FileEntry entry) throws IOException {
    PathName at = PathName.of(entry.path());
    DirectoryHandle in = directories.get(at.directory());
    Inode inode = entry.inode();
    int type = inode.mode() & FileMode.TYPE_MASK;
    switch (type) {
      case FileMode.REGULAR -> writeRegular(entry, in, at.name());
      case FileMode.SYMLINK -> {
        in.symlink(data.target(inode), at.name());
        setAttributes(entry, in, at.name());
      }
      case FileMode.FIFO, FileMode.SOCKET -> {
        in.mknod(at.name(), type | NEW_FILE, 0);
        setAttributes(entry, in, at.name());
      }
      default -> writeDevice(entry, in, at.name(), type);
    }
  }

  private void writeDevice(FileEntry entry, DirectoryHandle in, byte[] name, int type)
      throws IOException {
    long stored = entry.inode().rdev();
    long number = DeviceNode.number(DeviceNumber.major(stored), DeviceNumber.minor(stored));
    try {
      in.mknod(name, type | NEW_FILE, number);
    } catch (SystemCallException e) {
      if (!AttributeWriter.isDeviceRefused(e)) {
        throw e;
      }
      attributes.missingDevice(entry.path());
      return;
    }
    setAttributes(entry, in, name);
  }

  private void writeRegular(FileEntry entry, DirectoryHandle in, byte[] name) throws IOException {
    Inode inode = entry.inode();
    byte[] path = entry.path();
    List<Xattr> xattrs = tree.xattrs(inode);
    boolean keepsMode = xattrs.isEmpty() && newFiles.keepMode(inode);
    int mode = keepsMode ? inode.mode() & PERMISSIONS : NEW_FILE;
    try (FileHandle file = in.create(name, mode)) {
      long end = writeData(inode, file);
      if (end < inode.size()) {
        file.truncate(inode.size());
      }
      setOwner(path, inode, file::chown);
      for (Xattr xattr : xattrs) {
        attributes.xattr(path, xattr.name(), () -> file.setXattr(xattr.name(), xattr.value()));
      }
      if (!keepsMode) {
        file.chmod(mode(path, inode));
      }
      FileTimes times = times(inode);
      attributes.times(path, times, () -> file.setTimes(times), file::status);
    }
  }

  /** Writes what is no hole; returns where that ends. */
  private long writeData(Inode inode, FileHandle file) throws IOException {
    long end = 0;
    for (FileData.Range range : data.ranges(inode)) {
      data.write(range, new Output(file, range.offset()));
      end = range.offset() + range.length();
    }
    return end;
  }

  /** A part of a file, written front to back. */
  private final class Output implements WritableByteChannel {
    private final FileHandle file;
    private long offset;

    Output(FileHandle file, long offset) {
      this.file = file;
      this.offset = offset;
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
      int count = bytes.remaining();
      file.write(bytes, offset);
      offset += count;
      written.add(count);
      return count;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {
      // The file stays open.
    }
  }

  private void setAttributes(FileEntry entry, DirectoryHandle in, byte[] name) throws IOException {
    Inode inode = entry.inode();
    byte[] path = entry.path();
    setOwner(path, inode, (uid, gid) -> in.chown(name, uid, gid));
    for (Xattr xattr : tree.xattrs(inode)) {
      attributes.xattr(path, xattr.name(), () -> in.setXattr(name, xattr.name(), xattr.value()));
    }
    if (!FileMode.isSymlink(inode.mode())) {
      in.chmod(name, mode(path, inode));
    }
    FileTimes times = times(inode);
    attributes.times(path, times, () -> in.setTimes(name, times), () -> in.status(name));
  }

  /** Sets an owner. */
  private interface OwnerCall {
    void set(long uid, long gid) throws IOException;
  }

  private void setOwner(byte[] path, Inode inode, OwnerCall call) throws IOException {
    isOwnerLost = !options.owners();
    if (options.owners()) {
      long uid = options.map().of(inode.uid());
      long gid = options.map().of(inode.gid());
      // The directory that everything is written to was there before.
      if (path.length == 0 || !newFiles.belongTo(uid, gid)) {
        attributes.owner(path, uid, gid, () -> call.set(uid, gid));
      }
    }
  }

  /** A file that does not belong to its owner does not get the rights of one. */
  private int mode(byte[] path, Inode inode) {
    return (isOwnerLost ? withoutPrivileges : attributes).mode(path, inode.mode());
  }

  private static FileTimes times(Inode inode) {
    byte[] times = inode.times();
    return new FileTimes(
        LittleEndian.u64(times, Inode.ATIME),
        LittleEndian.u32(times, Inode.ATIME + 8),
        LittleEndian.u64(times, Inode.MTIME),
        LittleEndian.u32(times, Inode.MTIME + 8));
  }

  @Override
  public void close() {
    directories.close();
    data.close();
  }
}
