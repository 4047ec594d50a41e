package io.btrsend.engine.stream;

import static io.btrsend.engine.stream.Attribute.PATH;
import static io.btrsend.engine.stream.Attribute.PATH_LINK;
import static io.btrsend.engine.stream.Attribute.PATH_TO;
import static io.btrsend.engine.stream.NameNode.DIRECTORY;
import static io.btrsend.engine.stream.NameNode.FILE;
import static io.btrsend.engine.stream.NameNode.LINK;
import static io.btrsend.engine.stream.NameNode.SPECIAL;

/**
 * All names of a subvolume at the receiver, if the stream alone determines them: the subvolume
 * began empty and every command since then could be carried out. Refuses commands that cannot be
 * carried out: no sound producer writes them, and a receiver that continues after such an error
 * ends up in a state that the stream does not describe.
 *
 * <p>A receiver's filesystem has limits that depend on its path and on its mkfs options. A command
 * that might exceed them may or may not fail; after the first such command the names are no longer
 * known exactly.
 */
final class ExactNames {
  /** The maximum path length; as many bytes again remain for the directory to receive into. */
  static final int SAFE_PATH = 2048;

  /** The bytes that fit under one key in a metadata block of 4 KiB, the smallest size. */
  private static final int SAFE_ITEM = 3900;

  /** The bytes of a directory entry in addition to its name. */
  private static final int ENTRY_OVERHEAD = 30;

  /** The number of names of one file that fit into an item, whatever their length. */
  private static final int SAFE_FILE_NAMES = 14;

  private final NameTree tree;

  ExactNames(NameTree tree) {
    this.tree = tree;
  }

  NameNode top() {
    return tree.top();
  }

  /**
   * Applies a command to the names.
   *
   * @return whether the receiver certainly could carry it out; if not, the names are no longer
   *     known
   * @throws io.btrsend.engine.StreamFormatException if the receiver certainly could not
   */
  boolean carryOut(StreamCommand command) {
    boolean certain = command.size(PATH) <= SAFE_PATH;
    return switch (command.type()) {
      case MKFILE -> makeFile(command) && certain;
      case MKDIR -> make(command, DIRECTORY) && certain;
      case MKNOD, MKFIFO, MKSOCK -> make(command, SPECIAL) && certain;
      case SYMLINK -> make(command, LINK) && certain && command.size(PATH_LINK) <= SAFE_ITEM;
      case LINK -> link(command) && certain && command.size(PATH_LINK) <= SAFE_PATH;
      case RENAME -> rename(command) && certain && command.size(PATH_TO) <= SAFE_PATH;
      case UNLINK -> {
        requireNoDirectory(command, existing(command, PATH), PATH);
        tree.remove(command, PATH);
        yield certain;
      }
      case RMDIR -> {
        requireEmptyDirectory(command, existing(command, PATH), PATH);
        tree.remove(command, PATH);
        yield certain;
      }
      case WRITE, ENCODED_WRITE, CLONE, TRUNCATE, FALLOCATE, ENABLE_VERITY, UPDATE_EXTENT -> {
        requireFile(top(), command, PATH);
        yield true;
      }
      default -> {
        existing(command, PATH);
        yield true;
      }
    };
  }

  /** Refuses the command unless the path names a regular file. */
  static void requireFile(NameNode top, StreamCommand command, Attribute path) {
    if ((existing(top, command, path).flags & FILE) == 0) {
      throw command.malformed("attribute " + path + " names no regular file");
    }
  }

  private boolean makeFile(StreamCommand command) {
    NameNode there = NameTree.find(top(), command, PATH);
    if (there == null) {
      return make(command, FILE);
    }
    requireNoDirectory(command, there, PATH);
    return true;
  }

  private boolean make(StreamCommand command, int kind) {
    if (NameTree.find(top(), command, PATH) != null) {
      throw command.malformed("attribute PATH names something that already exists");
    }
    return add(command, PATH, kind, null);
  }

  private boolean link(StreamCommand command) {
    NameNode there = existing(command, PATH_LINK);
    requireNoDirectory(command, there, PATH_LINK);
    if (there.file == null) {
      there = tree.edit(command, PATH_LINK);
      there.file = new FileNames();
    }
    if (NameTree.find(top(), command, PATH) != null) {
      throw command.malformed("attribute PATH names something that already exists");
    }
    boolean fits = add(command, PATH, there.flags, there.file);
    return ++there.file.given <= SAFE_FILE_NAMES && fits;
  }

  private boolean rename(StreamCommand command) {
    NameNode moved = existing(command, PATH);
    NameNode replaced = NameTree.find(top(), command, PATH_TO);
    boolean directory = (moved.flags & DIRECTORY) != 0;
    if (directory && NameTree.isBelow(command, PATH_TO, PATH)) {
      throw command.malformed("a directory is renamed into itself");
    }
    boolean fits = true;
    if (replaced == null) {
      fits = add(command, PATH_TO, moved.flags, null);
    } else if (moved == replaced || (moved.file != null && moved.file == replaced.file)) {
      throw command.malformed("both names belong to one file, so the rename has no effect");
    } else if (directory) {
      requireEmptyDirectory(command, replaced, PATH_TO);
    } else {
      requireNoDirectory(command, replaced, PATH_TO);
    }
    tree.edit(command, PATH_TO).standFor(moved);
    tree.remove(command, PATH);
    return fits;
  }

  /** Adds a new name; returns whether it certainly fits into its directory. */
  private boolean add(StreamCommand command, Attribute path, int kind, FileNames file) {
    NameNode directory = NameTree.findDirectory(top(), command, path);
    if (directory == null || (directory.flags & DIRECTORY) == 0) {
      throw command.malformed("attribute " + path + " lies in no directory");
    }
    int size = NameTree.bytesOfHash(directory, command, path, ENTRY_OVERHEAD);
    NameNode added = tree.edit(command, path);
    added.flags = (byte) kind;
    added.file = file;
    return size + ENTRY_OVERHEAD + added.name.length <= SAFE_ITEM;
  }

  private NameNode existing(StreamCommand command, Attribute path) {
    return existing(top(), command, path);
  }

  private static NameNode existing(NameNode top, StreamCommand command, Attribute path) {
    NameNode there = NameTree.find(top, command, path);
    if (there == null) {
      throw command.malformed("attribute " + path + " names nothing that exists");
    }
    return there;
  }

  private static void requireNoDirectory(StreamCommand command, NameNode there, Attribute path) {
    if ((there.flags & DIRECTORY) != 0) {
      throw command.malformed("attribute " + path + " names a directory");
    }
  }

  private static void requireEmptyDirectory(StreamCommand command, NameNode there, Attribute path) {
    if ((there.flags & DIRECTORY) == 0) {
      throw command.malformed("attribute " + path + " names no directory");
    }
    if (there.inside != null) {
      throw command.malformed("attribute " + path + " names a directory that is not empty");
    }
  }
}
