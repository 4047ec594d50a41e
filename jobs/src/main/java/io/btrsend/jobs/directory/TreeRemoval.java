package io.btrsend.jobs.directory;

import java.io.IOException;

/** Removes a directory with everything below it. */
public final class TreeRemoval implements TreeWalk.Visitor {
  private static final int OWNER_ALL = 0700;

  private TreeRemoval() {}

  /** Removes what a name leads to. Links are removed, never what they point to. */
  public static void remove(DirectoryHandle in, byte[] name) throws IOException {
    TreeWalk.walk(in, name, new TreeRemoval());
  }

  @Override
  public void visit(DirectoryHandle in, byte[] name, FileStatus status) throws IOException {
    if (!status.isDirectory()) {
      in.unlink(name);
    } else if ((status.mode() & OWNER_ALL) != OWNER_ALL) {
      in.chmod(name, OWNER_ALL);
    }
  }

  @Override
  public void leave(DirectoryHandle in, byte[] name, FileStatus status) throws IOException {
    in.rmdir(name);
  }
}
