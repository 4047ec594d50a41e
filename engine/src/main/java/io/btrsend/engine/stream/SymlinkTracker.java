package io.btrsend.engine.stream;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Remembers which names of the subvolumes in a stream are symbolic links that the stream made, and
 * refuses commands that would follow one: a hostile stream makes a link to anywhere and then writes
 * through it.
 *
 * <p>Holds only the names of links and of the directories above them, and at most a given number of
 * those for all subvolumes together; past it, links are no longer remembered.
 */
final class SymlinkTracker {
  /** A link, or a directory with links somewhere below. */
  private static final class Node {
    private final Map<String, Node> children = new HashMap<>();
    private boolean symlink;
  }

  private final int maxNodes;
  private final Map<UUID, Node> finished = new HashMap<>();
  private UUID current;
  private Node top = new Node();
  private int nodes;
  private boolean limitReached;

  SymlinkTracker(int maxNodes) {
    this.maxNodes = maxNodes;
  }

  boolean limitReached() {
    return limitReached;
  }

  /**
   * Begins with the links of the parent, if the stream brought it, else with none.
   *
   * @param parent null for a subvolume that begins empty
   */
  void beginSubvolume(UUID subvolume, UUID parent) {
    keepFinished();
    Node inherited = parent == null ? null : finished.get(parent);
    top = inherited == null ? new Node() : copy(inherited);
    current = subvolume;
  }

  /**
   * Subvolumes without links are not kept, so that their number is bounded by that of the links.
   */
  private void keepFinished() {
    if (!top.children.isEmpty()) {
      Node replaced = finished.put(current, top);
      if (replaced != null) {
        forget(replaced);
        nodes++; // the top of a tree is not counted
      }
    }
  }

  // Renames can make trees deeper than any path, hence loops and not recursion.

  private Node copy(Node tree) {
    Node copiedTop = new Node();
    Deque<Node> originals = new ArrayDeque<>(List.of(tree));
    Deque<Node> copies = new ArrayDeque<>(List.of(copiedTop));
    while (!originals.isEmpty()) {
      Node original = originals.pop();
      Node copied = copies.pop();
      for (Map.Entry<String, Node> child : original.children.entrySet()) {
        Node node = newNode();
        if (node == null) {
          return copiedTop;
        }
        node.symlink = child.getValue().symlink;
        copied.children.put(child.getKey(), node);
        originals.push(child.getValue());
        copies.push(node);
      }
    }
    return copiedTop;
  }

  private void forget(Node tree) {
    Deque<Node> forgotten = new ArrayDeque<>(List.of(tree));
    while (!forgotten.isEmpty()) {
      nodes--;
      forgotten.addAll(forgotten.pop().children.values());
    }
  }

  private Node newNode() {
    if (nodes >= maxNodes) {
      limitReached = true;
      return null;
    }
    nodes++;
    return new Node();
  }

  /** Checks the command's paths against the links known, then follows what it does to them. */
  void apply(StreamCommand command) {
    CommandType type = command.type();
    String path = path(command, Attribute.PATH);
    if (!top.children.isEmpty()) {
      checkPaths(command, path);
    }
    switch (type) {
      case SYMLINK -> putSymlink(path);
      case LINK -> {
        Node existing = find(path(command, Attribute.PATH_LINK));
        if (existing != null && existing.symlink) {
          putSymlink(path);
        }
      }
      case RENAME -> rename(path, path(command, Attribute.PATH_TO));
      case UNLINK, RMDIR -> remove(path);
      default -> {}
    }
  }

  private void checkPaths(StreamCommand command, String path) {
    CommandType type = command.type();
    checkNotThroughSymlink(command, path, followsLastComponent(type));
    switch (type) {
      case RENAME -> checkNotThroughSymlink(command, path(command, Attribute.PATH_TO), false);
      case LINK -> checkNotThroughSymlink(command, path(command, Attribute.PATH_LINK), false);
      case CLONE -> {
        if (command.uuid(Attribute.CLONE_UUID).equals(current)) {
          checkNotThroughSymlink(command, path(command, Attribute.CLONE_PATH), true);
        }
      }
      default -> {}
    }
  }

  /** Whether a receiver that does what the command says opens a link's target. */
  private static boolean followsLastComponent(CommandType type) {
    return switch (type) {
      case MKFILE, WRITE, CLONE, TRUNCATE, CHMOD, FALLOCATE, ENCODED_WRITE, ENABLE_VERITY -> true;
      default -> false;
    };
  }

  private void checkNotThroughSymlink(StreamCommand command, String path, boolean includingLast) {
    Node node = top;
    int at = 0;
    while (node != null && at <= path.length()) {
      int end = endOfComponent(path, at);
      node = node.children.get(path.substring(at, end));
      boolean last = end == path.length();
      if (node != null && node.symlink && (!last || includingLast)) {
        throw command.malformed(
            "the path leads through a symbolic link that the stream itself made");
      }
      at = end + 1;
    }
  }

  private Node find(String path) {
    Node node = top;
    int at = 0;
    while (node != null && at <= path.length()) {
      int end = endOfComponent(path, at);
      node = node.children.get(path.substring(at, end));
      at = end + 1;
    }
    return node;
  }

  private void putSymlink(String path) {
    remove(path);
    Node node = newNode();
    if (node != null) {
      node.symlink = true;
      attach(path, node);
    }
  }

  private void rename(String from, String to) {
    Node moved = detach(top, from, 0);
    remove(to);
    if (moved != null) {
      attach(to, moved);
    }
  }

  private void attach(String path, Node node) {
    Node directory = top;
    int at = 0;
    for (int end = endOfComponent(path, 0); end < path.length(); ) {
      String name = path.substring(at, end);
      Node child = directory.children.get(name);
      if (child == null) {
        child = newNode();
        if (child == null) {
          forget(node);
          return;
        }
        directory.children.put(name, child);
      }
      directory = child;
      at = end + 1;
      end = endOfComponent(path, at);
    }
    directory.children.put(path.substring(at), node);
  }

  private void remove(String path) {
    Node removed = detach(top, path, 0);
    if (removed != null) {
      forget(removed);
    }
  }

  /** Takes a node out of the tree, and the directories that have no links left without it. */
  private Node detach(Node directory, String path, int at) {
    int end = endOfComponent(path, at);
    String name = path.substring(at, end);
    if (end == path.length()) {
      return directory.children.remove(name);
    }
    Node child = directory.children.get(name);
    if (child == null) {
      return null;
    }
    Node detached = detach(child, path, end + 1);
    if (child.children.isEmpty() && !child.symlink) {
      directory.children.remove(name);
      nodes--;
    }
    return detached;
  }

  private static int endOfComponent(String path, int at) {
    int slash = path.indexOf('/', at);
    return slash < 0 ? path.length() : slash;
  }

  /** A path with one char for each byte. */
  private static String path(StreamCommand command, Attribute attribute) {
    return new String(
        command.array(),
        command.start(attribute),
        command.size(attribute),
        StandardCharsets.ISO_8859_1);
  }
}
