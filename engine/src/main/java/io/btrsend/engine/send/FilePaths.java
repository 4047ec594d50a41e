package io.btrsend.engine.send;

import io.btrsend.engine.EngineException;
import io.btrsend.engine.filesystem.Link;
import io.btrsend.engine.filesystem.Subvolume;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Finds the name by which users know an inode: its first one, from the top of the subvolume. It is
 * for messages about a failure, so it never adds one of its own.
 */
final class FilePaths {
  private static final int TOP_DIRECTORY = 256;
  private static final int MAX_DEPTH = 4096;
  private static final byte[] NO_NAME = {};

  private FilePaths() {}

  /** The path of an inode, names joined by '/'; empty if none can be found. */
  static byte[] of(Subvolume subvolume, long inode) {
    Deque<byte[]> names = new ArrayDeque<>();
    try {
      for (long at = inode; at != TOP_DIRECTORY; ) {
        Link link = subvolume.firstLink(at);
        if (link == null || names.size() == MAX_DEPTH) {
          return NO_NAME;
        }
        names.addFirst(link.name());
        at = link.parent();
      }
    } catch (EngineException e) {
      return NO_NAME;
    }
    ByteArrayOutputStream path = new ByteArrayOutputStream();
    for (byte[] name : names) {
      if (path.size() > 0) {
        path.write('/');
      }
      path.writeBytes(name);
    }
    return path.toByteArray();
  }
}
