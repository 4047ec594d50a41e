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

  /** Opens a file for reading, even if its mode does not allow that. */
  FileHandle openForReading(DirectoryHandle in, byte[] name) throws IOException {
    if (!isNeeded) {
      return in.openForReading(name);
    }
    FileStatus status = in.status(name);
    allowReading(in, name, status);
    try {
      return in.openForReading(name);
    } finally {
      restore(in, name, status);
    }
  }

  /** Lets a file or directory be read until {@link #restore}, if its mode does not allow that. */
  void allowReading(DirectoryHandle in, byte[] name, FileStatus status) throws IOException {
    int wanted = status.mode() | reading(status.mode());
    if (isNeeded && wanted != status.mode()) {
      in.chmod(name, wanted & PERMISSIONS);
    }
  }

  /** Gives a file or directory back the mode that it had before {@link #allowReading}. */
  void restore(DirectoryHandle in, byte[] name, FileStatus status) throws IOException {
    if (isNeeded && (status.mode() | reading(status.mode())) != status.mode()) {
      in.chmod(name, status.mode() & PERMISSIONS);
    }
  }

  private static int reading(int mode) {
    return switch (mode & FileMode.TYPE_MASK) {
      case FileMode.DIRECTORY -> OWNER_LISTS;
      case FileMode.REGULAR -> OWNER_READS;
      default -> 0;
    };
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
