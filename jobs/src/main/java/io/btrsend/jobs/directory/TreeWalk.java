package io.btrsend.jobs.directory;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/** Visits a directory and everything below it. Each level takes one open handle. */
public final class TreeWalk {
  private TreeWalk() {}

  /** Takes what a walk finds. */
  public interface Visitor {
    /**
     * Called for each name, before what is below it.
     *
     * @param in the directory that has the name
     */
    void visit(DirectoryHandle in, byte[] name, FileStatus status) throws IOException;

    /** Called for each directory after what is below it. */
    void leave(DirectoryHandle in, byte[] name, FileStatus status) throws IOException;
  }

  private record Level(
      DirectoryHandle in,
      byte[] name,
      FileStatus status,
      DirectoryHandle directory,
      Iterator<byte[]> names) {}

  /**
   * Visits a name and, if it is a directory, everything below it.
   *
   * @throws IOException if the visitor does or the directory cannot be read
   */
  public static void walk(DirectoryHandle in, byte[] name, Visitor visitor) throws IOException {
    Deque<Level> levels = new ArrayDeque<>();
    try {
      visit(in, name, visitor, levels);
      while (!levels.isEmpty()) {
        Level level = levels.peek();
        if (level.names().hasNext()) {
          visit(level.directory(), level.names().next(), visitor, levels);
        } else {
          levels.pop().directory().close();
          visitor.leave(level.in(), level.name(), level.status());
        }
      }
    } finally {
      levels.forEach(level -> level.directory().close());
    }
  }

  private static void visit(DirectoryHandle in, byte[] name, Visitor visitor, Deque<Level> levels)
      throws IOException {
    FileStatus status = in.status(name);
    visitor.visit(in, name, status);
    if (status.isDirectory()) {
      DirectoryHandle directory = in.open(name);
      try {
        levels.push(new Level(in, name, status, directory, directory.list().iterator()));
      } catch (IOException e) {
        directory.close();
        throw e;
      }
    }
  }
}
