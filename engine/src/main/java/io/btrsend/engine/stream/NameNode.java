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

  /** Whether it is so only if a command failed. */
  static final int DOUBTFUL = 16;

  /** What a node takes on the heap beside its name's array, in bytes. */
  private static final int NODE_BYTES = 48;

  private static final int ARRAY_HEADER_BYTES = 16;
  private static final int FILE_BYTES = 16;

  final byte[] name;
  final int hash;
  final int priority;

  /** Whoever holds this token may change the node; for all others it never changes. */
  final Object edition;

  NameNode left;
  NameNode right;
  NameNode inside;

  /** What all the names of this file have in common; null while it has only this one. */
  FileNames file;

  /** What the name stands for, or may stand for; without any it has names below. */
  byte flags;

  /** The last count of memory that came by. */
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

  /** Takes over what another name stands for, with all below it. */
  void standFor(NameNode other) {
    inside = other.inside;
    file = other.file;
    flags = other.flags;
  }

  boolean isIdle() {
    return inside == null && (flags & ~DOUBTFUL) == 0;
  }

  /** Heap bytes; those of the name are counted although copies share it. */
  int bytes() {
    return NODE_BYTES
        + ARRAY_HEADER_BYTES
        + (name.length + 7 & -8)
        + (file == null ? 0 : FILE_BYTES);
  }

  /** Whether a name is before (negative), at (0) or behind this one. */
  int compare(int otherHash, byte[] array, int from, int to) {
    if (otherHash != hash) {
      return otherHash < hash ? -1 : 1;
    }
    return Arrays.compareUnsigned(array, from, to, name, 0, name.length);
  }
}
