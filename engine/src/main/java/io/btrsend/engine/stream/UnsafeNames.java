package io.btrsend.engine.stream;

import static io.btrsend.engine.stream.Attribute.PATH;
import static io.btrsend.engine.stream.Attribute.PATH_LINK;
import static io.btrsend.engine.stream.Attribute.PATH_TO;
import static io.btrsend.engine.stream.NameNode.DOUBTFUL;
import static io.btrsend.engine.stream.NameNode.LINK;
import static io.btrsend.engine.stream.NameNode.SPECIAL;

/**
 * The names in a subvolume at the receiver that may be symbolic links or special files created by
 * the stream, with the directories above them. It includes every such name, whichever commands have
 * failed.
 */
final class UnsafeNames {
  private static final int UNSAFE = LINK | SPECIAL;

  private final NameTree tree;

  UnsafeNames(NameTree tree) {
    this.tree = tree;
  }

  NameNode top() {
    return tree.top();
  }

  /**
   * Tests whether a receiver that uses a path meets an unsafe name.
   *
   * @return LINK if it follows a symbolic link, SPECIAL if it opens a special file, 0 if it does
   *     neither; with DOUBTFUL if it does so only after the failure of a command
   */
  static int met(NameNode top, StreamCommand command, Attribute attribute, PathUse use) {
    byte[] path = command.array();
    int from = command.start(attribute);
    int to = from + command.size(attribute);
    NameNode node = top;
    int doubtful = 0;
    for (int at = from; at < to; ) {
      int end = NameTree.endOfComponent(path, at, to);
      node = NameTree.child(node, path, at, end);
      if (node == null) {
        return 0;
      }
      doubtful |= node.flags & DOUBTFUL;
      boolean last = end == to;
      if ((node.flags & LINK) != 0 && (!last || use != PathUse.NAME)) {
        return LINK | doubtful;
      }
      if ((node.flags & SPECIAL) != 0 && last && use == PathUse.OPENED) {
        return SPECIAL | doubtful;
      }
      at = end + 1;
    }
    return 0;
  }

  /** Applies a command that the receiver could certainly carry out. */
  void carriedOut(StreamCommand command) {
    switch (command.type()) {
      case SYMLINK -> tree.edit(command, PATH).flags = LINK;
      case MKNOD, MKFIFO, MKSOCK -> tree.edit(command, PATH).flags = SPECIAL;
      case LINK -> {
        NameNode there = NameTree.find(top(), command, PATH_LINK);
        if (there != null) {
          tree.edit(command, PATH).flags = there.flags;
        }
      }
      case RENAME -> {
        removeIfThere(command, PATH_TO);
        NameNode moved = NameTree.find(top(), command, PATH);
        if (moved != null) {
          tree.edit(command, PATH_TO).standFor(moved);
          tree.remove(command, PATH);
        }
      }
      case UNLINK, RMDIR -> removeIfThere(command, PATH);
      default -> {}
    }
  }

  /**
   * Applies a command that may have failed at the receiver.
   *
   * @return false if the possible results cannot be represented
   */
  boolean maybeCarriedOut(StreamCommand command) {
    switch (command.type()) {
      case SYMLINK -> add(command, LINK);
      case MKNOD, MKFIFO, MKSOCK -> add(command, SPECIAL);
      case LINK -> {
        NameNode there = NameTree.find(top(), command, PATH_LINK);
        if (there != null && (there.flags & UNSAFE) != 0) {
          add(command, there.flags);
        }
      }
      case RENAME -> {
        return maybeRenamed(command);
      }
      case UNLINK -> unlinked(command);
      case RMDIR -> doubt(command, PATH);
      default -> {}
    }
    return true;
  }

  private void add(StreamCommand command, int flags) {
    NameNode node = tree.edit(command, PATH);
    node.flags = (byte) ((node.flags & ~DOUBTFUL) | flags);
  }

  /** Removes a name, unless it may be a directory. */
  private void unlinked(StreamCommand command) {
    if (command.size(PATH) > ExactNames.SAFE_PATH) {
      doubt(command, PATH);
    } else if (NameTree.find(top(), command, PATH) != null) {
      NameNode node = tree.edit(command, PATH);
      node.flags &= ~UNSAFE;
      if (node.inside == null) {
        tree.remove(command, PATH);
      }
    }
  }

  private boolean maybeRenamed(StreamCommand command) {
    if (NameTree.isBelow(command, PATH_TO, PATH) || NameTree.isBelow(command, PATH, PATH_TO)) {
      return true; // It fails, or both names are the same.
    }
    NameNode moved = NameTree.find(top(), command, PATH);
    if (moved == null) {
      doubt(command, PATH_TO);
      return true;
    }
    NameNode target = tree.edit(command, PATH_TO);
    if (target.inside != null && moved.inside != null && target.inside != moved.inside) {
      return false;
    }
    target.flags = (byte) ((target.flags & UNSAFE) | moved.flags);
    if (moved.inside != null) {
      target.inside = moved.inside;
      tree.share();
    }
    doubt(command, PATH);
    return true;
  }

  private void doubt(StreamCommand command, Attribute path) {
    if (NameTree.find(top(), command, path) != null) {
      tree.edit(command, path).flags |= DOUBTFUL;
    }
  }

  private void removeIfThere(StreamCommand command, Attribute path) {
    if (NameTree.find(top(), command, path) != null) {
      tree.remove(command, path);
    }
  }
}
