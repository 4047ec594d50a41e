package io.btrsend.engine.stream;

import static io.btrsend.engine.stream.Attribute.PATH;
import static io.btrsend.engine.stream.Attribute.PATH_LINK;
import static io.btrsend.engine.stream.Attribute.PATH_TO;
import static io.btrsend.engine.stream.NameNode.DIRECTORY;
import static io.btrsend.engine.stream.NameNode.FILE;
import static io.btrsend.engine.stream.NameNode.LINK;
import static io.btrsend.engine.stream.NameNode.SPECIAL;

/**
 * All the names of a subvolume at the receiver, where the stream alone tells them: it began with
 * none, and each command since could be carried out. Refuses commands that cannot: no sound
 * producer writes them, and what a receiver that goes on after errors does next is anything but
 * what the stream seems to say.
 *
 * <p>A receiver's filesystem has limits that depend on its path and on how it was made. Commands
 * that might exceed those may fail or not, and with the first of them exactness ends.
 */
final class ExactNames {
  /** Paths up to here leave as much to the directory that is received into. */
  static final int SAFE_PATH = 2048;

  /** What fits a metadata block of 4 KiB, the smallest there is, under one key. */
  private static final int SAFE_ITEM = 3900;

  /** What an entry takes in an item beside its name. */
  private static final int ENTRY_OVERHEAD = 30;

  /** How many names of one file fit an item, however long they are. */
  private static final int SAFE_FILE_NAMES = 14;

  private final NameTree tree;

  ExactNames(NameTree tree) {
    this.tree = tree;
  }

  NameNode top() {
    return tree.top();
  }

  /**
   * Follows what a command does.
   *
   * @return whether it is certain that the receiver could carry it out; if not, the names are not
   *     known any more
   * @throws io.btrsend.engine.StreamFormatException if it is certain that the receiver could not
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

  /** Refuses the command unless the path is a regular file below a top directory. */
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
      throw command.malformed("attribute PATH names what is there already");
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
      throw command.malformed("attribute PATH names what is there already");
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
      throw command.malformed("both names are those of one file, which renames neither");
    } else if (directory) {
      requireEmptyDirectory(command, replaced, PATH_TO);
    } else {
      requireNoDirectory(command, replaced, PATH_TO);
    }
    tree.edit(command, PATH_TO).standFor(moved);
    tree.remove(command, PATH);
    return fits;
  }

  /** Adds a name that is not there; returns whether it certainly fits its directory. */
  private boolean add(StreamCommand command, Attribute path, int kind, FileNames file) {
    NameNode directory = NameTree.findDirectory(top(), command, path);
    if (directory == null || (directory.flags & DIRECTORY) == 0) {
      throw command.malformed("attribute " + path + " names nothing that a directory could hold");
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
      throw command.malformed("attribute " + path + " names nothing that is there");
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
