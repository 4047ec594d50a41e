package io.btrsend.engine.stream;

import io.btrsend.engine.format.NameHash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The names of one subvolume, or those of them that matter, as a tree. Paths are ranges of bytes,
 * their components separated by single slashes; the empty path is the top directory.
 *
 * <p>Trees are persistent: a tree that begins where another ended shares all its nodes and copies
 * those that it changes, with the nodes above them. So a snapshot costs nothing, and each command
 * costs at most its path's length and a search in each directory on it, whatever the names are.
 */
final class NameTree {
  private final NameMemory memory;
  private Object edition = new Object();
  private NameNode top;

  /** An empty tree. */
  NameTree(NameMemory memory) {
    this.memory = memory;
    top = new NameNode(new byte[0], 0, 0, edition);
    top.flags = NameNode.DIRECTORY;
  }

  /** A tree that begins as the one with that top; the other one must not be changed any more. */
  NameTree(NameMemory memory, NameNode top) {
    this.memory = memory;
    this.top = top;
  }

  NameNode top() {
    return top;
  }

  /** The name at the end of a path, only to be looked at, or null. */
  static NameNode find(NameNode top, StreamCommand command, Attribute path) {
    int from = command.start(path);
    return find(top, command.array(), from, from + command.size(path));
  }

  /** The name at the end of a path without its last component, only to be looked at, or null. */
  static NameNode findDirectory(NameNode top, StreamCommand command, Attribute path) {
    int from = command.start(path);
    int last = lastComponent(command.array(), from, from + command.size(path));
    return find(top, command.array(), from, last - 1);
  }

  private static NameNode find(NameNode top, byte[] path, int from, int to) {
    NameNode node = top;
    for (int at = from; node != null && at < to; ) {
      int end = endOfComponent(path, at, to);
      node = child(node, path, at, end);
      at = end + 1;
    }
    return node;
  }

  /** The name in a directory, only to be looked at, or null. */
  static NameNode child(NameNode directory, byte[] path, int from, int to) {
    NameNode node = directory.inside;
    if (node == null) {
      return null;
    }
    int hash = hash(path, from, to);
    while (node != null) {
      int order = node.compare(hash, path, from, to);
      if (order == 0) {
        return node;
      }
      node = order < 0 ? node.left : node.right;
    }
    return null;
  }

  static int endOfComponent(byte[] path, int from, int to) {
    int at = from;
    while (at < to && path[at] != '/') {
      at++;
    }
    return at;
  }

  private static int lastComponent(byte[] path, int from, int to) {
    int at = to;
    while (at > from && path[at - 1] != '/') {
      at--;
    }
    return at;
  }

  /** Whether a path is below another or the same. */
  static boolean isBelow(StreamCommand command, Attribute path, Attribute other) {
    byte[] array = command.array();
    int from = command.start(path);
    int above = command.start(other);
    int size = command.size(other);
    return command.size(path) >= size
        && Arrays.equals(array, from, from + size, array, above, above + size)
        && (command.size(path) == size || array[from + size] == '/');
  }

  /**
   * What the names that have the hash of a path's last component take in a directory.
   *
   * @param overhead for each name, in bytes
   */
  static int bytesOfHash(NameNode directory, StreamCommand command, Attribute path, int overhead) {
    int from = command.start(path);
    int to = from + command.size(path);
    int hash = hash(command.array(), lastComponent(command.array(), from, to), to);
    return bytesOfHash(directory.inside, hash, overhead);
  }

  private static int bytesOfHash(NameNode node, int hash, int overhead) {
    if (node == null) {
      return 0;
    }
    if (node.hash != hash) {
      return bytesOfHash(hash < node.hash ? node.left : node.right, hash, overhead);
    }
    return overhead
        + node.name.length
        + bytesOfHash(node.left, hash, overhead)
        + bytesOfHash(node.right, hash, overhead);
  }

  /** The name at the end of a path, to be changed, made with those above it where there is none. */
  NameNode edit(StreamCommand command, Attribute attribute) {
    byte[] path = command.array();
    int from = command.start(attribute);
    int to = from + command.size(attribute);
    top = owned(top);
    NameNode node = top;
    for (int at = from; at < to; ) {
      int end = endOfComponent(path, at, to);
      node = editChild(node, path, at, end);
      at = end + 1;
    }
    return node;
  }

  /** Takes away a name that is there, and those above that stand for nothing without it. */
  void remove(StreamCommand command, Attribute attribute) {
    byte[] path = command.array();
    int from = command.start(attribute);
    int to = from + command.size(attribute);
    List<NameNode> directories = new ArrayList<>();
    top = owned(top);
    NameNode node = top;
    for (int at = from; at < to; ) {
      int end = endOfComponent(path, at, to);
      directories.add(node);
      node = editChild(node, path, at, end);
      at = end + 1;
    }
    int end = to;
    int depth = directories.size();
    do {
      int begin = lastComponent(path, from, end);
      node = directories.get(--depth);
      node.inside = delete(node.inside, hash(path, begin, end), path, begin, end);
      end = begin - 1;
    } while (depth > 0 && node.isIdle());
  }

  /** After this, nodes that stand in two places of the tree may be changed in one of them. */
  void share() {
    edition = new Object();
  }

  private static int hash(byte[] path, int from, int to) {
    return (int) NameHash.dirEntry(path, from, to - from);
  }

  private NameNode owned(NameNode node) {
    if (node.edition == edition) {
      return node;
    }
    NameNode copy = node.copy(edition);
    memory.use(copy.bytes());
    return copy;
  }

  /** The name in a directory that is owned, to be changed, made if there is none. */
  private NameNode editChild(NameNode directory, byte[] path, int from, int to) {
    if (child(directory, path, from, to) == null) {
      NameNode added =
          new NameNode(
              Arrays.copyOfRange(path, from, to),
              hash(path, from, to),
              memory.nextPriority(),
              edition);
      memory.use(added.bytes());
      directory.inside = insert(directory.inside, added);
      return added;
    }
    int hash = hash(path, from, to);
    NameNode node = owned(directory.inside);
    directory.inside = node;
    for (int order; (order = node.compare(hash, path, from, to)) != 0; ) {
      if (order < 0) {
        node.left = owned(node.left);
        node = node.left;
      } else {
        node.right = owned(node.right);
        node = node.right;
      }
    }
    return node;
  }

  private NameNode insert(NameNode node, NameNode added) {
    if (node == null) {
      return added;
    }
    NameNode above = owned(node);
    if (above.compare(added.hash, added.name, 0, added.name.length) < 0) {
      NameNode left = insert(above.left, added);
      if (left.priority <= above.priority) {
        above.left = left;
        return above;
      }
      above.left = left.right;
      left.right = above;
      return left;
    }
    NameNode right = insert(above.right, added);
    if (right.priority <= above.priority) {
      above.right = right;
      return above;
    }
    above.right = right.left;
    right.left = above;
    return right;
  }

  private NameNode delete(NameNode node, int hash, byte[] path, int from, int to) {
    int order = node.compare(hash, path, from, to);
    if (order == 0) {
      return join(node.left, node.right);
    }
    NameNode above = owned(node);
    if (order < 0) {
      above.left = delete(above.left, hash, path, from, to);
    } else {
      above.right = delete(above.right, hash, path, from, to);
    }
    return above;
  }

  /** Two treaps of which one has only names before those of the other. */
  private NameNode join(NameNode before, NameNode behind) {
    if (before == null || behind == null) {
      return before == null ? behind : before;
    }
    if (before.priority > behind.priority) {
      NameNode above = owned(before);
      above.right = join(above.right, behind);
      return above;
    }
    NameNode above = owned(behind);
    above.left = join(before, above.left);
    return above;
  }
}
