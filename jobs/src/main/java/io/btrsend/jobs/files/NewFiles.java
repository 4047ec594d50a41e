package io.btrsend.jobs.files;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.btrsend.engine.filesystem.Inode;
import io.btrsend.jobs.directory.DirectoryHandle;
import java.io.IOException;
import java.util.Arrays;

/**
 * What new files are like: whether they have the owner and the mode that they are made with, so
 * that both need not be set. A directory may say otherwise, by its setgid bit or its default access
 * control list; those that are made by this job do not until they are complete. Thread-safe.
 */
final class NewFiles {
  private static final byte[] DEFAULT_ACL = "system.posix_acl_default".getBytes(US_ASCII);
  private static final int SETGID = 02000;
  private static final int SPECIAL = 07000;

  private final long uid;
  private final long gid;
  private volatile boolean asMade;

  private NewFiles(long uid, long gid, boolean asMade) {
    this.uid = uid;
    this.gid = gid;
    this.asMade = asMade;
  }

  static NewFiles in(DirectoryHandle top) throws IOException {
    byte[] self = DirectoryHandle.self();
    boolean asMade =
        (top.status(self).mode() & SETGID) == 0
            && top.xattrs(self).stream().noneMatch(name -> Arrays.equals(name, DEFAULT_ACL));
    long[] owner = DirectoryHandle.owner();
    return new NewFiles(owner[0], owner[1], asMade);
  }

  /** Files are put into a directory that was there before. */
  void useExisting() {
    asMade = false;
  }

  /** Whether a new file has this owner. */
  boolean belongTo(long wantedUid, long wantedGid) {
    return asMade && wantedUid == uid && wantedGid == gid;
  }

  /** Whether a file without attributes that is made with its mode has it in the end. */
  boolean keepMode(Inode inode) {
    return asMade && (inode.mode() & SPECIAL) == 0;
  }
}
