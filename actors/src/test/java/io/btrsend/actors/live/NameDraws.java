package io.btrsend.actors.live;

import io.btrsend.actors.live.TreeModel.Entry;
import io.btrsend.actors.live.TreeModel.Kind;
import io.btrsend.actors.live.TreeModel.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Draws operations on names and applies them to the model. Names come from a small pool, so that
 * they are taken, freed and taken again by others. Every method gives an empty list if the model
 * has nothing to do it with.
 */
final class NameDraws {

  private static final int FIFO = 0010000;
  private static final int CHARACTER = 0020000;
  private static final int BLOCK = 0060000;
  private static final int SOCKET = 0140000;

  private final TreeModel model;
  private final SplittableRandom random;
  private final int poolSize;

  NameDraws(TreeModel model, SplittableRandom random) {
    this.model = model;
    this.random = random;
    this.poolSize = 3 << random.nextInt(5);
  }

  private String name() {
    int kind = random.nextInt(100);
    if (kind < 88) {
      return "n" + random.nextInt(poolSize);
    }
    if (kind < 94) {
      return "o" + (256 + random.nextInt(12)) + "-" + (6 + random.nextInt(6)) + "-0";
    }
    return switch (random.nextInt(5)) {
      case 0 -> "long".repeat(64).substring(0, 255);
      case 1 -> "new\nline";
      case 2 -> "\u00ff\u00fe\u0080";
      case 3 -> "two words 'and' \\";
      default -> "n" + random.nextInt(poolSize) + "x".repeat(random.nextInt(200));
    };
  }

  /** A free name in the directory, or null after a few attempts. */
  String freeName(Entry directory) {
    for (int attempt = 0; attempt < 8; attempt++) {
      String name = name();
      if (!directory.node.children.containsKey(name)) {
        return name;
      }
    }
    return null;
  }

  private List<Operation> add(Node node, java.util.function.Function<String, Operation> operation) {
    Entry directory = model.pickDirectory();
    String name = freeName(directory);
    if (name == null) {
      return List.of();
    }
    return List.of(operation.apply(model.put(directory, name, node).path()));
  }

  List<Operation> create() {
    return add(new Node(Kind.FILE), NameOperation.Create::new);
  }

  List<Operation> mkdir() {
    return add(new Node(Kind.DIRECTORY), NameOperation.Mkdir::new);
  }

  List<Operation> symlink() {
    String target = "t".repeat(1 + random.nextInt(random.nextInt(20) == 0 ? 3000 : 30));
    return add(new Node(Kind.SYMLINK), path -> new NameOperation.Symlink(target, path));
  }

  List<Operation> special() {
    int[] types = {FIFO, CHARACTER, BLOCK, SOCKET};
    int type = types[random.nextInt(types.length)];
    long device = type == FIFO || type == SOCKET ? 0 : random.nextInt(1 << 20);
    return add(new Node(Kind.SPECIAL), path -> new NameOperation.Mknod(path, type | 0640, device));
  }

  List<Operation> swapFile() {
    Node node = new Node(Kind.FILE);
    node.size = (10 + random.nextInt(500)) * Ranges.BLOCK;
    return add(node, path -> new DataOperation.SwapFile(path, node.size));
  }

  List<Operation> subvolume() {
    return add(new Node(Kind.SUBVOLUME), SubvolumeOperation.CreateSubvolume::new);
  }

  /** Directories inside each other, up to ten deep. */
  List<Operation> chain() {
    List<Operation> operations = new ArrayList<>();
    Entry directory = model.pickDirectory();
    for (int depth = 2 + random.nextInt(9); depth > 0; depth--) {
      String name = freeName(directory);
      if (name == null) {
        break;
      }
      directory = model.put(directory, name, new Node(Kind.DIRECTORY));
      operations.add(new NameOperation.Mkdir(directory.path()));
    }
    return operations;
  }

  /** Many files in one directory. */
  List<Operation> many() {
    List<Operation> operations = new ArrayList<>();
    Entry directory = model.pickDirectory();
    for (int count = 20 + random.nextInt(80); count > 0; count--) {
      String name = "m" + random.nextInt(1000);
      if (!directory.node.children.containsKey(name)) {
        Entry file = model.put(directory, name, new Node(Kind.FILE));
        operations.add(new NameOperation.Create(file.path()));
      }
    }
    return operations;
  }

  List<Operation> link() {
    Entry from = model.pickMovable(e -> !e.is(Kind.DIRECTORY) && !e.is(Kind.SUBVOLUME));
    Entry directory = from == null ? null : directoryBeside(from);
    String name = from == null ? null : freeName(directory);
    if (name == null) {
      return List.of();
    }
    Entry to = model.put(directory, name, from.node);
    return List.of(new NameOperation.Link(from.path(), to.path()));
  }

  /** A directory of the same subvolume. */
  private Entry directoryBeside(Entry entry) {
    return model.pick(e -> e.holdsNames() && e.subvolume().node == entry.home().node);
  }

  List<Operation> renameDirectory() {
    return rename(model.pickMovable(e -> e.is(Kind.DIRECTORY)));
  }

  List<Operation> renameAny() {
    return rename(model.pickMovable(e -> true));
  }

  private List<Operation> rename(Entry from) {
    Entry directory = from == null ? null : directoryBeside(from);
    String name = from == null ? null : freeName(directory);
    if (name == null || directory.isInside(from)) {
      return List.of();
    }
    return List.of(moved(from, directory, name));
  }

  private Operation moved(Entry from, Entry directory, String name) {
    String old = from.path();
    model.remove(from);
    Entry to = model.put(directory, name, from.node);
    return new NameOperation.Rename(old, to.path());
  }

  /** A rename onto something that exists, as far as the kernel allows that. */
  List<Operation> renameOver() {
    Entry from = model.pickMovable(e -> !e.is(Kind.SUBVOLUME));
    if (from == null) {
      return List.of();
    }
    boolean directory = from.is(Kind.DIRECTORY);
    Entry to =
        model.pickMovable(
            e ->
                e.home().node == from.home().node
                    && e.node != from.node
                    && (directory
                        ? e.is(Kind.DIRECTORY) && e.node.children.isEmpty() && !e.isInside(from)
                        : !e.is(Kind.DIRECTORY) && !e.is(Kind.SUBVOLUME)));
    return to == null ? List.of() : List.of(moved(from, to.parent, to.name));
  }

  List<Operation> exchange() {
    Entry one = model.pickMovable(e -> !e.is(Kind.SUBVOLUME));
    Entry other =
        one == null
            ? null
            : model.pickMovable(
                e ->
                    e.home().node == one.home().node
                        && !e.is(Kind.SUBVOLUME)
                        && !e.isInside(one)
                        && !one.isInside(e));
    if (other == null) {
      return List.of();
    }
    Operation exchange = new NameOperation.Exchange(one.path(), other.path());
    model.put(one.parent, one.name, other.node);
    model.put(other.parent, other.name, one.node);
    return List.of(exchange);
  }

  /** A child becomes the parent of its parent. */
  List<Operation> invert() {
    Entry child =
        model.pickMovable(
            e -> e.is(Kind.DIRECTORY) && e.parent.is(Kind.DIRECTORY) && e.parent.parent != null);
    if (child == null) {
      return List.of();
    }
    Entry parent = child.parent;
    String outside = freeName(parent.parent);
    String inside = freeName(child);
    if (outside == null || inside == null) {
      return List.of();
    }
    Operation first = moved(child, parent.parent, outside);
    Entry moved = parent.parent.node.children.get(outside);
    return List.of(first, moved(parent, moved, inside));
  }

  List<Operation> unlink() {
    Entry entry = model.pickMovable(e -> !e.is(Kind.DIRECTORY) && !e.is(Kind.SUBVOLUME));
    return entry == null ? List.of() : removeTree(entry);
  }

  List<Operation> deleteSubvolume() {
    Entry entry = model.pickMovable(e -> e.is(Kind.SUBVOLUME));
    return entry == null ? List.of() : removeTree(entry);
  }

  List<Operation> rmdir() {
    Entry entry = model.pickMovable(e -> e.is(Kind.DIRECTORY) && e.node.children.isEmpty());
    return entry == null ? List.of() : removeTree(entry);
  }

  List<Operation> removeDirectory() {
    Entry entry = model.pickMovable(e -> e.is(Kind.DIRECTORY));
    return entry == null ? List.of() : removeTree(entry);
  }

  /** A directory makes room for a subvolume of its name, or a subvolume for a directory. */
  List<Operation> tradePlaces() {
    Entry entry = model.pickMovable(Entry::holdsNames);
    if (entry == null) {
      return List.of();
    }
    List<Operation> operations = new ArrayList<>(removeTree(entry));
    boolean subvolume = entry.is(Kind.DIRECTORY);
    Node node = new Node(subvolume ? Kind.SUBVOLUME : Kind.DIRECTORY);
    String path = model.put(entry.parent, entry.name, node).path();
    operations.add(
        subvolume ? new SubvolumeOperation.CreateSubvolume(path) : new NameOperation.Mkdir(path));
    return operations;
  }

  /** An open file loses a name, maybe its last one. */
  List<Operation> unlinkHeld() {
    Entry entry = model.pickMovable(e -> e.is(Kind.FILE));
    if (entry == null) {
      return List.of();
    }
    List<Operation> operations = new ArrayList<>();
    operations.add(new NameOperation.Hold(entry.path()));
    operations.addAll(removeTree(entry));
    return operations;
  }

  /** All that has to be done before a subvolume can be deleted. */
  private List<Operation> removeNested(Entry subvolume) {
    List<Operation> operations = new ArrayList<>();
    for (Entry child : List.copyOf(subvolume.node.children.values())) {
      operations.addAll(child.is(Kind.SUBVOLUME) ? removeTree(child) : removeNested(child));
    }
    return operations;
  }

  private List<Operation> removeTree(Entry entry) {
    List<Operation> operations = new ArrayList<>();
    switch (entry.node.kind) {
      case SUBVOLUME -> {
        operations.addAll(removeNested(entry));
        operations.add(new SubvolumeOperation.DeleteSubvolume(entry.path()));
      }
      case DIRECTORY -> {
        for (Entry child : List.copyOf(entry.node.children.values())) {
          operations.addAll(removeTree(child));
        }
        operations.add(new NameOperation.Rmdir(entry.path()));
      }
      default -> operations.add(new NameOperation.Unlink(entry.path()));
    }
    model.remove(entry);
    return operations;
  }
}
