package io.btrsend.actors.live;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What the generator believes to be in the filesystem, so that most operations it draws are
 * possible. It knows names and sizes, no contents.
 */
final class TreeModel {

  /** What a node is. */
  enum Kind {
    DIRECTORY,
    FILE,
    SYMLINK,
    SPECIAL,
    SUBVOLUME
  }

  /** A thing with one name or, if it is neither directory nor subvolume, several. */
  static final class Node {
    final Kind kind;
    final Map<String, Entry> children = new TreeMap<>();
    long size;

    Node(Kind kind) {
      this.kind = kind;
    }
  }

  /** A name in a directory. */
  static final class Entry {
    final Entry parent;
    final String name;
    final Node node;

    Entry(Entry parent, String name, Node node) {
      this.parent = parent;
      this.name = name;
      this.node = node;
    }

    String path() {
      return parent == null ? name : parent.path() + "/" + name;
    }

    Entry root() {
      return parent == null ? this : parent.root();
    }

    boolean isInside(Entry directory) {
      for (Entry entry = this; entry != null; entry = entry.parent) {
        if (entry.node == directory.node) {
          return true;
        }
      }
      return false;
    }

    boolean is(Kind kind) {
      return node.kind == kind;
    }
  }

  /** A file as it is in a snapshot. */
  record Frozen(String path, long size) {}

  private final SplittableRandom random;
  private final List<Entry> roots = new ArrayList<>();
  private final List<Frozen> frozen = new ArrayList<>();

  TreeModel(SplittableRandom random, List<String> subvolumes) {
    this.random = random;
    for (String name : subvolumes) {
      roots.add(new Entry(null, name, new Node(Kind.DIRECTORY)));
    }
  }

  /**
   * A random entry that satisfies the condition, or null. The roots are directories among the
   * others.
   */
  Entry pick(Predicate<Entry> condition) {
    List<Entry> candidates = new ArrayList<>();
    for (Entry root : roots) {
      collect(root, condition, candidates);
    }
    return candidates.isEmpty() ? null : candidates.get(random.nextInt(candidates.size()));
  }

  Entry pickDirectory() {
    return pick(entry -> entry.is(Kind.DIRECTORY));
  }

  Entry pickFile() {
    return pick(entry -> entry.is(Kind.FILE));
  }

  /** A random entry that can be renamed or removed, or null. */
  Entry pickMovable(Predicate<Entry> condition) {
    return pick(entry -> entry.parent != null && condition.test(entry));
  }

  private static void collect(Entry entry, Predicate<Entry> condition, List<Entry> candidates) {
    if (condition.test(entry)) {
      candidates.add(entry);
    }
    entry.node.children.values().forEach(child -> collect(child, condition, candidates));
  }

  /** Names a node; what had the name before is replaced. */
  Entry put(Entry directory, String name, Node node) {
    Entry entry = new Entry(directory, name, node);
    directory.node.children.put(name, entry);
    node.children.replaceAll((n, child) -> reparent(child, entry));
    return entry;
  }

  private static Entry reparent(Entry child, Entry parent) {
    Entry moved = new Entry(parent, child.name, child.node);
    child.node.children.replaceAll((n, grandchild) -> reparent(grandchild, moved));
    return moved;
  }

  void remove(Entry entry) {
    entry.parent.node.children.remove(entry.name);
  }

  /**
   * Remembers the files of a subvolume: from its snapshot they can be cloned even when they are
   * gone.
   */
  void freeze(String subvolume, String snapshot) {
    List<Entry> files = new ArrayList<>();
    for (Entry root : roots) {
      if (root.name.equals(subvolume)) {
        collect(root, entry -> entry.is(Kind.FILE), files);
      }
    }
    for (Entry file : files) {
      frozen.add(new Frozen(snapshot + file.path().substring(subvolume.length()), file.node.size));
    }
  }

  /** A random file of a snapshot, or null. */
  Frozen pickFrozen() {
    return frozen.isEmpty() ? null : frozen.get(random.nextInt(frozen.size()));
  }
}
