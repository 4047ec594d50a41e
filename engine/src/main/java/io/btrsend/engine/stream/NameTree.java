package io.btrsend.engine.stream;

import io.btrsend.engine.format.NameHash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The names of a subvolume, or a subset of them, as a tree. Paths are byte ranges with components
 * separated by single slashes; the empty path is the top directory.
 *
 * <p>Trees are persistent: a snapshot shares all nodes of the original and copies only nodes that
 * it changes, with the nodes above them. So a snapshot costs nothing, and a command costs at most
 * the length of its path and one search in each directory on it, whatever the names.
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

  /** A snapshot of the tree with this top, which must not change any more. */
  NameTree(NameMemory memory, NameNode top) {
    this.memory = memory;
    this.top = top;
  }

  NameNode top() {
    return top;
  }

  /** The node at a path, or null. Read-only. */
  static NameNode find(NameNode top, StreamCommand command, Attribute path) {
    int from = command.start(path);
    return find(top, command.array(), from, from + command.size(path));
  }

  /** The node at a path without its last component, or null. Read-only. */
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

  /** The node of a name in a directory, or null. Read-only. */
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

  /** Whether a path equals another or lies below it. */
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
   * The bytes that a directory needs for all names with the same hash as the last component of a
   * path.
   *
   * @param overhead bytes in addition to each name
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

  /** The node at a path, for modification. Missing nodes on the path are created. */
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

  /** Removes an existing name, and nodes above it that served only to reach it. */
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

  /** Must be called after a node was put in two places of the tree; changes then copy it. */
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

  /**
   * The node of a name in a directory that this tree owns, for modification; created if missing.
   */
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

  /** Joins two treaps; all names of the first come before those of the second. */
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
