package io.btrsend.jobs.apply;

import io.btrsend.engine.format.FileMode;
import io.btrsend.jobs.directory.AttributeWriter;
import io.btrsend.jobs.directory.DirectoryHandle;
import io.btrsend.jobs.directory.FileHandle;
import io.btrsend.jobs.directory.FileStatus;
import io.btrsend.jobs.directory.PathName;
import io.btrsend.jobs.directory.RangeCopy;
import io.btrsend.jobs.directory.TreeWalk;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Copies the directory of a subvolume: data shared where the filesystem can, holes kept, every file
 * with all its attributes and names. The copy shares no file with the original.
 *
 * <p>Memory: the first name of each file that has several. For one thread.
 */
final class TreeCopy implements TreeWalk.Visitor {
  private static final byte[] NO_PATH = {};
  private static final int NEW_DIRECTORY = 0700;
  private static final int NEW_FILE = 0600;

  private final DirectoryHandle root;
  private final OwnerAccess access;
  private final AttributeWriter attributes;
  private final RangeCopy data = new RangeCopy();
  private final Map<FileId, byte[]> firstPaths = new HashMap<>();

  private final Deque<Copied> open = new ArrayDeque<>();

  private byte[] target;
  private DirectoryHandle top;

  private record FileId(long device, long inode) {}

  /** A directory of the copy that is being filled. */
  private record Copied(DirectoryHandle directory, byte[] path) {}

  /**
   * @param root holds the original and the copy
   * @param access of the copy, so that it can be changed
   */
  TreeCopy(DirectoryHandle root, OwnerAccess access, AttributeWriter attributes) {
    this.root = root;
    this.access = access;
    this.attributes = attributes;
  }

  /**
   * Makes the copy.
   *
   * @param to nothing has this name yet
   */
  void copy(byte[] from, byte[] to) throws IOException {
    target = to;
    try {
      TreeWalk.walk(root, from, this);
    } finally {
      open.forEach(copied -> copied.directory().close());
      if (top != null) {
        top.close();
      }
    }
  }

  @Override
  public void visit(DirectoryHandle in, byte[] name, FileStatus status) throws IOException {
    if (status.isDirectory()) {
      access.allowReading(in, name, status);
    }
    if (top == null) {
      root.mkdir(target, NEW_DIRECTORY);
      top = root.open(target);
      open.push(new Copied(root.open(target), NO_PATH));
      return;
    }
    Copied parent = open.peek();
    byte[] path = join(parent.path(), name);
    DirectoryHandle to = parent.directory();
    if (status.isDirectory()) {
      to.mkdir(name, NEW_DIRECTORY);
      open.push(new Copied(to.open(name), path));
      return;
    }
    if (status.links() > 1 && isLinked(to, name, path, status)) {
      return;
    }
    access.allowReading(in, name, status);
    try {
      switch (status.mode() & FileMode.TYPE_MASK) {
        case FileMode.REGULAR -> copyData(in, name, status, to);
        case FileMode.SYMLINK -> to.symlink(in.target(name), name);
        default -> to.mknod(name, (status.mode() & FileMode.TYPE_MASK) | NEW_FILE, status.rdev());
      }
      copyAttributes(in, name, status, to, name, path);
    } finally {
      access.restore(in, name, status);
    }
  }

  private boolean isLinked(DirectoryHandle to, byte[] name, byte[] path, FileStatus status)
      throws IOException {
    byte[] first = firstPaths.putIfAbsent(new FileId(status.device(), status.inode()), path);
    if (first == null) {
      return false;
    }
    PathName existing = PathName.of(first);
    try (DirectoryHandle directory = top.open(existing.directory())) {
      to.link(directory, existing.name(), name);
    }
    return true;
  }

  private void copyData(DirectoryHandle in, byte[] name, FileStatus status, DirectoryHandle to)
      throws IOException {
    try (FileHandle source = in.openForReading(name);
        FileHandle file = to.create(name, NEW_FILE)) {
      data.copyAll(source, status.size(), file);
    }
  }

  @Override
  public void leave(DirectoryHandle in, byte[] name, FileStatus status) throws IOException {
    Copied done = open.pop();
    done.directory().close();
    Copied parent = open.peek();
    if (parent == null) {
      copyAttributes(in, name, status, root, target, done.path());
    } else {
      copyAttributes(in, name, status, parent.directory(), name, done.path());
    }
    access.restore(in, name, status);
  }

  private void copyAttributes(
      DirectoryHandle in,
      byte[] name,
      FileStatus status,
      DirectoryHandle to,
      byte[] newName,
      byte[] path)
      throws IOException {
    attributes.owner(
        path, status.uid(), status.gid(), () -> to.chown(newName, status.uid(), status.gid()));
    for (byte[] attribute : in.xattrs(name)) {
      byte[] value = in.xattr(name, attribute);
      attributes.xattr(path, attribute, () -> to.setXattr(newName, attribute, value));
    }
    if (!FileMode.isSymlink(status.mode())) {
      int mode = attributes.mode(path, status.mode());
      to.chmod(newName, access.isNeeded() ? access.now(to.status(newName), mode) : mode);
    }
    to.setTimes(newName, status.times());
  }

  private static byte[] join(byte[] directory, byte[] name) {
    if (directory.length == 0) {
      return name;
    }
    byte[] path = Arrays.copyOf(directory, directory.length + 1 + name.length);
    path[directory.length] = '/';
    System.arraycopy(name, 0, path, directory.length + 1, name.length);
    return path;
  }
}
