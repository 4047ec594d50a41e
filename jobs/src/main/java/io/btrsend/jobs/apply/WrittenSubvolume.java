package io.btrsend.jobs.apply;

import static io.btrsend.engine.stream.Attribute.CLONE_CTRANSID;
import static io.btrsend.engine.stream.Attribute.CLONE_LEN;
import static io.btrsend.engine.stream.Attribute.CLONE_OFFSET;
import static io.btrsend.engine.stream.Attribute.CLONE_PATH;
import static io.btrsend.engine.stream.Attribute.CLONE_UUID;
import static io.btrsend.engine.stream.Attribute.FALLOCATE_MODE;
import static io.btrsend.engine.stream.Attribute.FILE_OFFSET;
import static io.btrsend.engine.stream.Attribute.GID;
import static io.btrsend.engine.stream.Attribute.MODE;
import static io.btrsend.engine.stream.Attribute.PATH;
import static io.btrsend.engine.stream.Attribute.PATH_LINK;
import static io.btrsend.engine.stream.Attribute.PATH_TO;
import static io.btrsend.engine.stream.Attribute.RDEV;
import static io.btrsend.engine.stream.Attribute.SIZE;
import static io.btrsend.engine.stream.Attribute.UID;
import static io.btrsend.engine.stream.Attribute.XATTR_DATA;
import static io.btrsend.engine.stream.Attribute.XATTR_NAME;

import io.btrsend.engine.StreamFormatException;
import io.btrsend.engine.format.FileMode;
import io.btrsend.engine.stream.Attribute;
import io.btrsend.engine.stream.StreamCommand;
import io.btrsend.jobs.directory.AttributeWriter;
import io.btrsend.jobs.directory.DeviceNode;
import io.btrsend.jobs.directory.DirectoryHandle;
import io.btrsend.jobs.directory.ErrorNumber;
import io.btrsend.jobs.directory.FileHandle;
import io.btrsend.jobs.directory.FileStatus;
import io.btrsend.jobs.directory.FileTimes;
import io.btrsend.jobs.directory.InvalidNameException;
import io.btrsend.jobs.directory.NotRegularException;
import io.btrsend.jobs.directory.OpenDirectories;
import io.btrsend.jobs.directory.PathName;
import io.btrsend.jobs.directory.RangeCopy;
import io.btrsend.jobs.directory.SystemCallException;
import java.io.IOException;
import java.util.Arrays;
import java.util.UUID;

/**
 * A subvolume that is written to a directory. Every path of a command is taken from the handle of
 * that directory and leads through directories only.
 *
 * <p>For one thread.
 */
final class WrittenSubvolume implements SubvolumeTarget {
  private static final int NEW_DIRECTORY = 0700;
  private static final int NEW_FILE = 0600;
  private static final int TOP_DIRECTORY = 0755;
  private static final int PERMISSIONS = 07777;

  private final DirectoryHandle root;
  private final byte[] topName;
  private final UUID uuid;
  private final ApplyOptions options;
  private final CloneSources sources;
  private final LossCount losses;
  private final AttributeWriter attributes;
  private final OwnerAccess access = new OwnerAccess();
  private final RangeCopy copier = new RangeCopy();
  private final FileContents contents;
  private final OpenDirectories directories;

  /** Where an empty file was made for a device node, until it has its name; null if nowhere. */
  private byte[] standIn;

  /**
   * Makes the directory.
   *
   * @param root the directory is made in it
   * @param topName of the directory
   * @param parent name of the directory of which it starts as a copy; null for an empty one
   * @param uuid of the subvolume, by which its commands refer to it
   * @param sources knows the other subvolumes that data is cloned from
   */
  WrittenSubvolume(
      DirectoryHandle root,
      byte[] topName,
      byte[] parent,
      UUID uuid,
      ApplyOptions options,
      CloneSources sources,
      LossCount losses)
      throws IOException {
    this.root = root;
    this.topName = topName;
    this.uuid = uuid;
    this.options = options;
    this.sources = sources;
    this.losses = losses;
    this.attributes = new AttributeWriter(options.privileges(), losses);
    if (parent == null) {
      root.mkdir(topName, TOP_DIRECTORY);
    } else {
      new TreeCopy(root, access, attributes).copy(parent, topName);
    }
    this.directories = new OpenDirectories(root.open(topName));
    this.contents = new FileContents(directories);
  }

  @Override
  public void apply(StreamCommand command) throws IOException {
    try {
      tellOfStandIn(command);
      play(command);
    } catch (SystemCallException e) {
      if (isOfStream(e.error())) {
        throw new StreamFormatException(command.at(e.getMessage()));
      }
      throw e;
    } catch (NotRegularException | InvalidNameException e) {
      throw new StreamFormatException(command.at(e.getMessage()));
    }
  }

  /** Whether a call failed because the command does not fit what is there. */
  private static boolean isOfStream(ErrorNumber error) {
    return switch (error) {
      case ENOENT,
          ENXIO,
          EBUSY,
          EEXIST,
          EXDEV,
          ENOTDIR,
          EISDIR,
          EINVAL,
          EFBIG,
          EMLINK,
          ENAMETOOLONG,
          ENOTEMPTY,
          ELOOP,
          EOPNOTSUPP ->
          true;
      default -> false;
    };
  }

  private void play(StreamCommand command) throws IOException {
    byte[] path = command.bytes(PATH);
    PathName at = PathName.of(path);
    if (!contents.isOpenAt(path)) {
      contents.closeFile();
    }
    switch (command.type()) {
      case WRITE -> contents.write(path, command);
      case ENCODED_WRITE -> contents.writeEncoded(path, command);
      case TRUNCATE -> contents.file(path).truncate(command.u64(SIZE));
      case FALLOCATE ->
          contents
              .file(path)
              .allocate(command.u32(FALLOCATE_MODE), command.u64(FILE_OFFSET), command.u64(SIZE));
      case CLONE -> cloneRange(path, command);
      case SET_XATTR -> setXattr(directory(at), at.name(), path, command);
      case REMOVE_XATTR -> removeXattr(directory(at), at.name(), command);
      case CHMOD -> chmod(directory(at), at.name(), path, (int) command.u64(MODE));
      case CHOWN -> chown(directory(at), at.name(), path, command);
      case UTIMES -> setTimes(directory(at), at.name(), path, times(command));
      // How btrfs stores a file is nothing that other filesystems know; btrfs receive ignores it
      // too.
      case FILEATTR -> {}
      case ENABLE_VERITY -> attributes.verity(path);
      case UPDATE_EXTENT ->
          throw new StreamFormatException(command.at("the stream was made without file data"));
      default -> changeNames(path, at, command);
    }
  }

  private void changeNames(byte[] path, PathName at, StreamCommand command) throws IOException {
    contents.closeFile();
    DirectoryHandle in = directory(at);
    byte[] name = at.name();
    switch (command.type()) {
      case MKFILE -> in.create(name, NEW_FILE).close();
      case MKDIR -> in.mkdir(name, NEW_DIRECTORY);
      case MKFIFO -> in.mknod(name, FileMode.FIFO | NEW_FILE, 0);
      case MKSOCK -> in.mknod(name, FileMode.SOCKET | NEW_FILE, 0);
      case MKNOD -> mknod(in, name, path, command);
      case SYMLINK -> in.symlink(target(command), name);
      case LINK -> {
        PathName existing = PathName.of(command.bytes(PATH_LINK));
        in.link(directory(existing), existing.name(), name);
      }
      case RENAME -> {
        byte[] newPath = command.bytes(PATH_TO);
        PathName to = PathName.of(newPath);
        in.rename(name, directory(to), to.name());
        directories.forget(path);
        directories.forget(newPath);
      }
      case UNLINK -> in.unlink(name);
      case RMDIR -> {
        in.rmdir(name);
        directories.forget(path);
      }
      default -> throw new IllegalArgumentException(command.type().title());
    }
  }

  private DirectoryHandle directory(PathName path) throws IOException {
    return directories.get(path.directory());
  }

  /** Trailing zero bytes are not part of a target: some producers end it with them. */
  private static byte[] target(StreamCommand command) {
    byte[] target = command.bytes(PATH_LINK);
    int length = target.length;
    while (length > 0 && target[length - 1] == 0) {
      length--;
    }
    return Arrays.copyOf(target, length);
  }

  /**
   * An empty file stands for a device node that cannot be made, so that later commands and
   * increments find its name.
   */
  private void mknod(DirectoryHandle in, byte[] name, byte[] path, StreamCommand command)
      throws IOException {
    if (options.devices()) {
      int type = (int) command.u64(MODE) & FileMode.TYPE_MASK;
      try {
        in.mknod(name, type | NEW_FILE, DeviceNode.ofStream(command.u64(RDEV)));
        return;
      } catch (SystemCallException e) {
        if (!AttributeWriter.isDeviceRefused(e)) {
          throw e;
        }
      }
    }
    in.create(name, NEW_FILE).close();
    standIn = path;
  }

  /** The first name of a node is often one that is for the moment only. */
  private void tellOfStandIn(StreamCommand command) {
    if (standIn != null) {
      boolean isRenamed = command.has(PATH_TO) && Arrays.equals(command.bytes(PATH), standIn);
      attributes.device(isRenamed ? command.bytes(PATH_TO) : standIn);
      standIn = null;
    }
  }

  private void setXattr(DirectoryHandle in, byte[] name, byte[] path, StreamCommand command)
      throws IOException {
    byte[] attribute = command.bytes(XATTR_NAME);
    byte[] value = command.bytes(XATTR_DATA);
    attributes.xattr(path, attribute, () -> in.setXattr(name, attribute, value));
  }

  private static void removeXattr(DirectoryHandle in, byte[] name, StreamCommand command)
      throws IOException {
    try {
      in.removeXattr(name, command.bytes(XATTR_NAME));
    } catch (SystemCallException e) {
      // One that could not be set need not be removed.
      boolean isGone =
          switch (e.error()) {
            case ENODATA, EOPNOTSUPP, EPERM -> true;
            default -> false;
          };
      if (!isGone) {
        throw e;
      }
    }
  }

  private void chmod(DirectoryHandle in, byte[] name, byte[] path, int mode) throws IOException {
    FileStatus status = in.status(name);
    int type = status.mode() & FileMode.TYPE_MASK;
    int permissions = attributes.mode(path, type | (mode & PERMISSIONS));
    in.chmod(name, access.now(status, permissions));
  }

  private void chown(DirectoryHandle in, byte[] name, byte[] path, StreamCommand command)
      throws IOException {
    long uid = command.u64(UID);
    long gid = command.u64(GID);
    attributes.owner(path, uid, gid, () -> in.chown(name, uid, gid));
  }

  private void setTimes(DirectoryHandle in, byte[] name, byte[] path, FileTimes times)
      throws IOException {
    attributes.times(path, times, () -> in.setTimes(name, times), () -> in.status(name));
  }

  private static FileTimes times(StreamCommand command) {
    return new FileTimes(
        command.seconds(Attribute.ATIME),
        command.nanoseconds(Attribute.ATIME),
        command.seconds(Attribute.MTIME),
        command.nanoseconds(Attribute.MTIME));
  }

  private void cloneRange(byte[] path, StreamCommand command) throws IOException {
    PathName from = PathName.of(command.bytes(CLONE_PATH));
    UUID source = command.uuid(CLONE_UUID);
    FileHandle target = contents.file(path);
    if (source.equals(uuid)) {
      copyRange(directory(from), from.name(), target, command);
      return;
    }
    byte[] subvolume = sources.directory(source, command.u64(CLONE_CTRANSID));
    try (DirectoryHandle top = root.open(subvolume);
        DirectoryHandle directory = top.open(from.directory())) {
      copyRange(directory, from.name(), target, command);
    }
  }

  private void copyRange(DirectoryHandle in, byte[] name, FileHandle target, StreamCommand command)
      throws IOException {
    try (FileHandle source = access.openForReading(in, name)) {
      boolean complete =
          copier.copy(
              source,
              command.u64(CLONE_OFFSET),
              command.u64(CLONE_LEN),
              target,
              command.u64(FILE_OFFSET));
      if (!complete) {
        throw new StreamFormatException(command.at("the source ends before the range to clone"));
      }
    }
  }

  @Override
  public long finish() throws IOException {
    if (standIn != null) {
      attributes.device(standIn);
      standIn = null;
    }
    contents.closeFile();
    access.finish(root, topName);
    return losses.count();
  }

  @Override
  public void close() {
    contents.close();
    directories.close();
  }
}
