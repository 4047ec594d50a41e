package io.btrsend.jobs.apply;

import io.btrsend.engine.format.FileMode;
import io.btrsend.jobs.directory.DirectoryHandle;
import io.btrsend.jobs.directory.FileHandle;
import io.btrsend.jobs.directory.FileStatus;
import io.btrsend.jobs.directory.TreeWalk;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Modes by which the owner could not write. Root needs no permissions; others get them until the
 * subvolume is complete. Files are known by their inode number, since their names change meanwhile.
 */
final class OwnerAccess {
  private static final int DIRECTORY = 0700;
  private static final int FILE = 0600;
  private static final int OWNER_READS = 0400;
  private static final int OWNER_LISTS = 0500;
  private static final int PERMISSIONS = 07777;

  private final boolean isNeeded = !DirectoryHandle.isRoot();
  private final Map<Long, Integer> due = new HashMap<>();

  /**
   * The mode that a file gets for now.
   *
   * @param status of the file
   * @param mode that it gets in the end, without type
   */
  int now(FileStatus status, int mode) {
    if (!isNeeded) {
      return mode;
    }
    int least = least(status.mode());
    if ((mode & least) == least) {
      due.remove(status.inode());
    } else {
      due.put(status.inode(), mode);
    }
    return mode | least;
  }

  /** What the owner has to be allowed. */
  static int least(int mode) {
    return switch (mode & FileMode.TYPE_MASK) {
      case FileMode.DIRECTORY -> DIRECTORY;
      case FileMode.REGULAR -> FILE;
      default -> 0;
    };
  }

  /** Whether files must be looked at before their modes are set. */
  boolean isNeeded() {
    return isNeeded;
  }

  /** Opens a file for reading, even if its mode does not allow that for the moment. */
  FileHandle openForReading(DirectoryHandle in, byte[] name) throws IOException {
    FileStatus status = isNeeded ? in.status(name) : null;
    if (status == null || !status.isRegular() || (status.mode() & OWNER_READS) != 0) {
      return in.openForReading(name);
    }
    int mode = status.mode() & PERMISSIONS;
    in.chmod(name, mode | OWNER_READS);
    try {
      return in.openForReading(name);
    } finally {
      in.chmod(name, mode);
    }
  }

  /** Lets a directory be listed until {@link #close}, if its mode does not allow that. */
  void openUp(DirectoryHandle in, byte[] name, FileStatus status) throws IOException {
    if (isNeeded && (status.mode() & OWNER_LISTS) != OWNER_LISTS) {
      in.chmod(name, (status.mode() & PERMISSIONS) | OWNER_LISTS);
    }
  }

  /** Gives a directory back the mode that it had before {@link #openUp}. */
  void close(DirectoryHandle in, byte[] name, FileStatus status) throws IOException {
    if (isNeeded && (status.mode() & OWNER_LISTS) != OWNER_LISTS) {
      in.chmod(name, status.mode() & PERMISSIONS);
    }
  }

  /** Gives all files below a directory, and itself, the modes that they are to have. */
  void finish(DirectoryHandle in, byte[] top) throws IOException {
    if (due.isEmpty()) {
      return;
    }
    TreeWalk.walk(
        in,
        top,
        new TreeWalk.Visitor() {
          @Override
          public void visit(DirectoryHandle parent, byte[] name, FileStatus status)
              throws IOException {
            if (!status.isDirectory()) {
              set(parent, name, status);
            }
          }

          @Override
          public void leave(DirectoryHandle parent, byte[] name, FileStatus status)
              throws IOException {
            set(parent, name, status);
          }
        });
  }

  private void set(DirectoryHandle in, byte[] name, FileStatus status) throws IOException {
    Integer mode = due.get(status.inode());
    if (mode != null) {
      in.chmod(name, mode);
    }
  }
}
