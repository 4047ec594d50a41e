package io.btrsend.engine.send.resolve;

import io.btrsend.engine.CorruptFilesystemException;
import io.btrsend.engine.SendException;
import io.btrsend.engine.SendException.Reason;
import io.btrsend.engine.filesystem.Inode;
import io.btrsend.engine.filesystem.Link;
import io.btrsend.engine.filesystem.Subvolume;
import io.btrsend.engine.format.FileMode;

/** Look-ups that fail the send if nothing is found (the kernel's ENOENT). */
final class RequiredLookups {
  private static final int MAX_DEPTH = 1 << 16;

  private RequiredLookups() {}

  static Inode inode(Subvolume tree, long number) {
    Inode inode = tree.inode(number);
    if (inode == null) {
      throw missing(tree, number, "has no inode item");
    }
    return inode;
  }

  static long generation(Subvolume tree, long number) {
    return inode(tree, number).generation();
  }

  /**
   * The generation of an inode with directory entries. The inode must be a directory, because a
   * path through a symbolic link would lead a receiver out of the subvolume.
   */
  static long directoryGeneration(Subvolume tree, long number) {
    Inode inode = inode(tree, number);
    if (!FileMode.isDirectory(inode.mode())) {
      throw new CorruptFilesystemException(
          "inode "
              + Long.toUnsignedString(number)
              + " of subvolume "
              + tree.id()
              + ": has entries but is not a directory");
    }
    return inode.generation();
  }

  static Link firstLink(Subvolume tree, long number) {
    Link link = tree.firstLink(number);
    if (link == null) {
      throw missing(tree, number, "has no name");
    }
    return link;
  }

  /** Fails the send if the way up from the inode takes more steps than a sound tree allows. */
  static void checkDepth(Subvolume tree, long number, int steps) {
    if (steps > MAX_DEPTH) {
      throw missing(tree, number, "lies below itself");
    }
  }

  private static SendException missing(Subvolume tree, long number, String what) {
    return new SendException(
        Reason.DAMAGED,
        "inode " + Long.toUnsignedString(number) + " of subvolume " + tree.id() + " " + what);
  }
}
