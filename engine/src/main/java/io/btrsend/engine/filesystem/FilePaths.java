package io.btrsend.engine.filesystem;

import io.btrsend.engine.EngineException;
import io.btrsend.engine.format.ObjectId;

/**
 * Finds the path of an inode for messages: its first name, from the top of the subvolume. It never
 * throws, because it is used while damage is being reported.
 */
public final class FilePaths {
  private static final int MAX_DEPTH = 4096;
  private static final byte[] NO_NAME = {};

  private FilePaths() {}

  /** The path of an inode, names joined by '/'; empty if none can be found. */
  public static byte[] of(Subvolume subvolume, long inode) {
    PathBuilder path = new PathBuilder();
    try {
      for (long at = inode; at != ObjectId.FIRST_FREE; ) {
        Link link = subvolume.firstLink(at);
        if (link == null || path.depth() == MAX_DEPTH) {
          return NO_NAME;
        }
        path.prepend(link.name());
        at = link.parent();
      }
    } catch (EngineException e) {
      return NO_NAME;
    }
    return path.toBytes();
  }
}
