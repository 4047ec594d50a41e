package io.btrsend.engine.stream;

import java.util.Arrays;

/**
 * One name in a directory of a {@link NameTree}. The names of a directory form a treap, ordered by
 * hash and then by bytes; {@link #left} and {@link #right} belong to it, {@link #inside} is the
 * root of the treap of the names below this one.
 */
final class NameNode {
  static final int DIRECTORY = 1;
  static final int FILE = 2;
  static final int LINK = 4;

  /** A device node, fifo or socket. */
  static final int SPECIAL = 8;

  /** Marks a kind that holds only if a command failed. */
  static final int DOUBTFUL = 16;

  /** Heap bytes of a node without the array of its name. */
  private static final int NODE_BYTES = 48;

  private static final int ARRAY_HEADER_BYTES = 16;
  private static final int FILE_BYTES = 16;

  final byte[] name;
  final int hash;
  final int priority;

  /**
   * The tree that holds this token may change the node; for all other trees the node never changes.
   */
  final Object edition;

  NameNode left;
  NameNode right;
  NameNode inside;

  /** Shared by all names of this file; null while it has only one. */
  FileNames file;

  /**
   * The kinds of file that the name is or may be. Without flags, the node only leads to names below
   * it.
   */
  byte flags;

  /** The number of the last count that visited this node. */
  byte counted;

  NameNode(byte[] name, int hash, int priority, Object edition) {
    this.name = name;
    this.hash = hash;
    this.priority = priority;
    this.edition = edition;
  }

  NameNode copy(Object newEdition) {
    NameNode copy = new NameNode(name, hash, priority, newEdition);
    copy.left = left;
    copy.right = right;
    copy.standFor(this);
    return copy;
  }

  /** Copies the kind of another name and everything below it. */
  void standFor(NameNode other) {
    inside = other.inside;
    file = other.file;
    flags = other.flags;
  }

  boolean isIdle() {
    return inside == null && (flags & ~DOUBTFUL) == 0;
  }

  /** Heap bytes, including the name, even if copies of the node share it. */
  int bytes() {
    return NODE_BYTES
        + ARRAY_HEADER_BYTES
        + (name.length + 7 & -8)
        + (file == null ? 0 : FILE_BYTES);
  }

  /** The order of a name relative to this one: negative before, 0 equal, positive after. */
  int compare(int otherHash, byte[] array, int from, int to) {
    if (otherHash != hash) {
      return otherHash < hash ? -1 : 1;
    }
    return Arrays.compareUnsigned(array, from, to, name, 0, name.length);
  }
}
