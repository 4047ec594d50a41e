package io.btrsend.actors.live;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What the generator believes to be in the filesystem, so that most operations it draws are
 * possible. It knows names and sizes, no contents.
 *
 * <p>Writable subvolumes are its roots; what read-only ones hold is kept as it was, so that files
 * of it can be shared and the whole can become writable again.
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
      if (parent == null) {
        return name;
      }
      String directory = parent.path();
      return directory.isEmpty() ? name : directory + "/" + name;
    }

    /** The subvolume that this is, or else the one that it is in. */
    Entry subvolume() {
      return parent == null || node.kind == Kind.SUBVOLUME ? this : parent.subvolume();
    }

    /** The subvolume that has this name in one of its directories. */
    Entry home() {
      return parent == null ? this : parent.subvolume();
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

    /** Whether there can be names in it. */
    boolean holdsNames() {
      return node.kind == Kind.DIRECTORY || node.kind == Kind.SUBVOLUME;
    }
  }

  /** A file as it is in a snapshot. */
  record Frozen(String snapshot, String path, long size) {}

  private final SplittableRandom random;
  private final List<Entry> roots = new ArrayList<>();
  private final Map<String, Node> snapshots = new TreeMap<>();
  private final List<Frozen> frozen = new ArrayList<>();
  private Entry favourite;

  TreeModel(SplittableRandom random, List<String> subvolumes) {
    this.random = random;
    subvolumes.forEach(this::addRoot);
  }

  /** A new subvolume. */
  void addRoot(String name) {
    roots.add(new Entry(null, name, new Node(Kind.DIRECTORY)));
  }

  /** A writable snapshot of a subvolume, writable or not. */
  void addSnapshot(String source, String name) {
    Entry root = new Entry(null, name, new Node(Kind.DIRECTORY));
    copy(nodeOf(source), root, new IdentityHashMap<>());
    roots.add(root);
  }

  /** A subvolume is gone, or no longer writable. */
  void removeRoot(String name) {
    roots.removeIf(root -> root.name.equals(name));
    if (favourite != null && favourite.name.equals(name)) {
      favourite = null;
    }
  }

  /** From now on picks come from this subvolume every second time; from all alike if null. */
  void favour(String name) {
    favourite = name == null ? null : root(name);
  }

  List<String> roots() {
    return roots.stream().map(root -> root.name).toList();
  }

  private Entry root(String name) {
    return roots.stream().filter(root -> root.name.equals(name)).findFirst().orElse(null);
  }

  /** What is in a subvolume; of one that came from elsewhere nothing is known. */
  private Node nodeOf(String subvolume) {
    Entry root = root(subvolume);
    return root != null ? root.node : snapshots.getOrDefault(subvolume, new Node(Kind.DIRECTORY));
  }

  /**
   * A random entry that satisfies the condition, or null. The roots are directories among the
   * others.
   */
  Entry pick(Predicate<Entry> condition) {
    List<Entry> candidates = new ArrayList<>();
    if (favourite != null && random.nextBoolean()) {
      collect(favourite, condition, candidates);
    }
    if (candidates.isEmpty()) {
      roots.forEach(root -> collect(root, condition, candidates));
    }
    return candidates.isEmpty() ? null : candidates.get(random.nextInt(candidates.size()));
  }

  /** A random directory that can take names, or null if every subvolume is read-only. */
  Entry pickDirectory() {
    return pick(Entry::holdsNames);
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

  /** A new file in the top directory of a writable subvolume. */
  void putFile(String subvolume, String name, long size) {
    Node file = new Node(Kind.FILE);
    file.size = size;
    put(root(subvolume), name, file);
  }

  /** Paths of the subvolumes inside a writable one, the innermost first. */
  List<String> subvolumesIn(String name) {
    List<String> paths = new ArrayList<>();
    Entry root = root(name);
    if (root != null) {
      List<Entry> nested = new ArrayList<>();
      collect(root, entry -> entry.is(Kind.SUBVOLUME), nested);
      nested.forEach(entry -> paths.add(0, entry.path()));
    }
    return paths;
  }

  /** Remembers a subvolume as it is now, or as it was in the snapshot that is copied. */
  void freeze(String subvolume, String snapshot) {
    Entry copy = new Entry(null, snapshot, new Node(Kind.DIRECTORY));
    copy(nodeOf(subvolume), copy, new IdentityHashMap<>());
    snapshots.put(snapshot, copy.node);
    List<Entry> files = new ArrayList<>();
    collect(copy, entry -> entry.is(Kind.FILE), files);
    frozen.removeIf(file -> file.snapshot.equals(snapshot));
    files.forEach(file -> frozen.add(new Frozen(snapshot, file.path(), file.node.size)));
  }

  /** A snapshot is gone, or no longer read-only. */
  void forget(String snapshot) {
    snapshots.remove(snapshot);
    frozen.removeIf(file -> file.snapshot.equals(snapshot));
  }

  /** What a snapshot has: everything but nested subvolumes. */
  private static void copy(Node from, Entry to, Map<Node, Node> copies) {
    for (Entry child : from.children.values()) {
      if (!child.is(Kind.SUBVOLUME)) {
        Node node = copies.computeIfAbsent(child.node, TreeModel::childless);
        Entry copied = new Entry(to, child.name, node);
        to.node.children.put(child.name, copied);
        copy(child.node, copied, copies);
      }
    }
  }

  private static Node childless(Node node) {
    Node copy = new Node(node.kind);
    copy.size = node.size;
    return copy;
  }

  /** A random file of a snapshot, or null. */
  Frozen pickFrozen() {
    return frozen.isEmpty() ? null : frozen.get(random.nextInt(frozen.size()));
  }

  /** The same file in another snapshot, or null. */
  Frozen pickElsewhere(Frozen file) {
    String inside = file.path.substring(file.snapshot.length());
    List<Frozen> others =
        frozen.stream()
            .filter(
                other ->
                    !other.path.equals(file.path) && other.path.equals(other.snapshot + inside))
            .toList();
    return others.isEmpty() ? null : others.get(random.nextInt(others.size()));
  }
}
