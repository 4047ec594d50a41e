package io.btrsend.engine.stream;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/**
 * What a receiver that passes over failing commands does with a stream, in terms of inodes: made
 * for tests, after {@code btrfs receive -E 0} of a live machine, and apart from all that judges
 * streams. It has directories, files with several names, symbolic links, special files, and several
 * subvolumes, of which those received before and those finished are read-only.
 *
 * <p>It notes when a command goes through a symbolic link, and when it opens a special file. It
 * does not follow links: where they lead to is the stream's choice.
 */
final class ReceiverModel {
  enum Kind {
    DIRECTORY,
    FILE,
    LINK,
    SPECIAL
  }

  /** What bears a name. Its identity is that of the inode. */
  static final class Inode {
    final Kind kind;
    final Map<String, Inode> entries = new LinkedHashMap<>();

    Inode(Kind kind) {
      this.kind = kind;
    }

    /** The same tree once more; what had several names has them in the copy. */
    Inode copy(Map<Inode, Inode> copies) {
      Inode copy = copies.get(this);
      if (copy == null) {
        copy = new Inode(kind);
        copies.put(this, copy);
        for (Map.Entry<String, Inode> entry : entries.entrySet()) {
          copy.entries.put(entry.getKey(), entry.getValue().copy(copies));
        }
      }
      return copy;
    }
  }

  private static final class Subvolume {
    final Inode top;
    UUID received;
    boolean readOnly;

    Subvolume(Inode top) {
      this.top = top;
    }
  }

  /** A name, and the directory that it is in or could be in. */
  private record Place(Inode directory, String name) {
    Inode inode() {
      return directory.entries.get(name);
    }
  }

  /** A command that fails. */
  private static final class Failed extends Exception {
    private static final long serialVersionUID = 1L;

    Failed() {
      super(null, null, false, false);
    }
  }

  /** The attributes that are paths in a subvolume, except the target of a link. */
  static final List<Attribute> PATHS =
      List.of(Attribute.PATH, Attribute.PATH_TO, Attribute.PATH_LINK, Attribute.CLONE_PATH);

  private final Map<String, Subvolume> byName = new LinkedHashMap<>();

  /** The current subvolume; null if it could not be made. */
  private Subvolume current;

  private UUID currentUuid;
  private boolean toBeFinished;
  private String violation;

  /** What the first command did that a command must not do, or null. */
  String violation() {
    return violation;
  }

  /** Adds a subvolume that was received before, and elsewhere. */
  void addReceived(UUID uuid, Inode top) {
    Subvolume subvolume = new Subvolume(top);
    subvolume.received = uuid;
    subvolume.readOnly = true;
    byName.put("elsewhere/" + uuid, subvolume);
  }

  /** A top directory with files and directories at some of these paths. */
  static Inode tree(List<String> paths, Random random) {
    Inode top = new Inode(Kind.DIRECTORY);
    for (String path : paths) {
      Inode directory = top;
      String[] names = path.split("/", -1);
      for (int i = 0; random.nextInt(4) > 0 && i < names.length; i++) {
        boolean last = i == names.length - 1;
        Kind kind = last && random.nextBoolean() ? Kind.FILE : Kind.DIRECTORY;
        Inode inode = directory.entries.computeIfAbsent(names[i], name -> new Inode(kind));
        if (inode.kind != Kind.DIRECTORY) {
          break;
        }
        directory = inode;
      }
    }
    return top;
  }

  /** A model in the same state that shares nothing with this one. */
  ReceiverModel copy() {
    ReceiverModel copy = new ReceiverModel();
    for (Map.Entry<String, Subvolume> entry : byName.entrySet()) {
      Subvolume from = entry.getValue();
      Subvolume to = new Subvolume(from.top.copy(new HashMap<>()));
      to.received = from.received;
      to.readOnly = from.readOnly;
      copy.byName.put(entry.getKey(), to);
      if (from == current) {
        copy.current = to;
      }
    }
    copy.currentUuid = currentUuid;
    copy.toBeFinished = toBeFinished;
    copy.violation = violation;
    return copy;
  }

  /** The paths in the current subvolume, without its top. */
  Map<String, Kind> paths() {
    Map<String, Kind> paths = new LinkedHashMap<>();
    if (current != null) {
      collect("", current.top, paths);
    }
    return paths;
  }

  private static void collect(String prefix, Inode directory, Map<String, Kind> paths) {
    for (Map.Entry<String, Inode> entry : directory.entries.entrySet()) {
      paths.put(prefix + entry.getKey(), entry.getValue().kind);
      collect(prefix + entry.getKey() + "/", entry.getValue(), paths);
    }
  }

  /** Carries a command out; returns whether it succeeded. */
  boolean carryOut(StreamCommand command) {
    try {
      switch (command.type()) {
        case SUBVOL, SNAPSHOT -> begin(command);
        case END -> finish();
        default -> change(command);
      }
      return true;
    } catch (Failed e) {
      return false;
    }
  }

  private void begin(StreamCommand command) throws Failed {
    finish(); // If that fails, a receiver stays where it was.
    String name = text(command, Attribute.PATH);
    current = byName.get(name);
    currentUuid = command.uuid(Attribute.UUID);
    toBeFinished = true;
    Inode top = new Inode(Kind.DIRECTORY);
    if (command.type() == CommandType.SNAPSHOT) {
      Subvolume parent = received(command.uuid(Attribute.CLONE_UUID));
      top = parent.top.copy(new HashMap<>());
    }
    require(current == null);
    current = new Subvolume(top);
    byName.put(name, current);
  }

  private void finish() throws Failed {
    if (toBeFinished) {
      toBeFinished = false;
      require(current != null && !current.readOnly);
      current.received = currentUuid;
      current.readOnly = true;
    }
  }

  /** The oldest subvolume that was received with a UUID. */
  private Subvolume received(UUID uuid) throws Failed {
    for (Subvolume subvolume : byName.values()) {
      if (uuid.equals(subvolume.received)) {
        return subvolume;
      }
    }
    throw new Failed();
  }

  private void change(StreamCommand command) throws Failed {
    require(current != null);
    switch (command.type()) {
      case MKFILE -> {
        Place place = opened(command, current, Attribute.PATH);
        if (place.inode() == null) {
          put(place, new Inode(Kind.FILE));
        } else {
          writable(place.inode().kind == Kind.FILE);
        }
      }
      case MKDIR -> make(command, Kind.DIRECTORY);
      case MKNOD, MKFIFO, MKSOCK -> make(command, Kind.SPECIAL);
      case SYMLINK -> make(command, Kind.LINK);
      case LINK -> {
        Inode inode = existing(place(command, current, Attribute.PATH_LINK));
        Place place = place(command, current, Attribute.PATH);
        require(inode.kind != Kind.DIRECTORY && place.inode() == null);
        put(place, inode);
      }
      case RENAME -> rename(command);
      case UNLINK -> {
        Place place = place(command, current, Attribute.PATH);
        writable(existing(place).kind != Kind.DIRECTORY);
        place.directory().entries.remove(place.name());
      }
      case RMDIR -> {
        Place place = place(command, current, Attribute.PATH);
        Inode inode = existing(place);
        writable(inode.kind == Kind.DIRECTORY && inode.entries.isEmpty());
        place.directory().entries.remove(place.name());
      }
      case CLONE -> {
        writable(existing(opened(command, current, Attribute.PATH)).kind == Kind.FILE);
        UUID from = command.uuid(Attribute.CLONE_UUID);
        Subvolume source = from.equals(currentUuid) ? current : received(from);
        require(existing(opened(command, source, Attribute.CLONE_PATH)).kind == Kind.FILE);
      }
      case WRITE, ENCODED_WRITE, TRUNCATE, FALLOCATE, ENABLE_VERITY ->
          writable(existing(opened(command, current, Attribute.PATH)).kind == Kind.FILE);
      case CHMOD -> {
        if (command.size(Attribute.PATH) > 0) {
          existing(followed(command, current, Attribute.PATH));
        }
      }
      case SET_XATTR, REMOVE_XATTR, CHOWN, UTIMES -> {
        if (command.size(Attribute.PATH) > 0) {
          existing(place(command, current, Attribute.PATH));
        }
      }
      default -> {} // UPDATE_EXTENT and FILEATTR do nothing.
    }
  }

  private void make(StreamCommand command, Kind kind) throws Failed {
    Place place = place(command, current, Attribute.PATH);
    require(place.inode() == null);
    put(place, new Inode(kind));
  }

  private void rename(StreamCommand command) throws Failed {
    Place from = place(command, current, Attribute.PATH);
    Inode inode = existing(from);
    Place to = place(command, current, Attribute.PATH_TO);
    writable(true);
    Inode replaced = to.inode();
    if (inode == replaced) {
      return;
    }
    require(inode.kind != Kind.DIRECTORY || !reaches(inode, to.directory()));
    if (replaced != null) {
      require((inode.kind == Kind.DIRECTORY) == (replaced.kind == Kind.DIRECTORY));
      require(replaced.entries.isEmpty());
    }
    from.directory().entries.remove(from.name());
    to.directory().entries.put(to.name(), inode);
  }

  private static boolean reaches(Inode from, Inode wanted) {
    return from == wanted || from.entries.values().stream().anyMatch(i -> reaches(i, wanted));
  }

  private void put(Place place, Inode inode) throws Failed {
    writable(true);
    place.directory().entries.put(place.name(), inode);
  }

  private void writable(boolean otherwise) throws Failed {
    require(otherwise && !current.readOnly);
  }

  private static Inode existing(Place place) throws Failed {
    require(place.inode() != null);
    return place.inode();
  }

  private static void require(boolean condition) throws Failed {
    if (!condition) {
      throw new Failed();
    }
  }

  /** The place that a path leads to. */
  private Place place(StreamCommand command, Subvolume in, Attribute path) throws Failed {
    List<String> names = List.of(text(command, path).split("/", -1));
    Inode directory = in.top;
    for (String name : names.subList(0, names.size() - 1)) {
      Inode inode = directory.entries.get(name);
      require(inode != null);
      requireNot(inode.kind == Kind.LINK, command, path + " through a link");
      require(inode.kind == Kind.DIRECTORY);
      directory = inode;
    }
    return new Place(directory, names.get(names.size() - 1));
  }

  /** The same where a link at the end is followed. */
  private Place followed(StreamCommand command, Subvolume in, Attribute path) throws Failed {
    Place place = place(command, in, path);
    boolean link = place.inode() != null && place.inode().kind == Kind.LINK;
    requireNot(link, command, path + " follows a link");
    return place;
  }

  /** The same where what is there is opened. */
  private Place opened(StreamCommand command, Subvolume in, Attribute path) throws Failed {
    Place place = followed(command, in, path);
    boolean special = place.inode() != null && place.inode().kind == Kind.SPECIAL;
    requireNot(special, command, path + " opens a special file");
    return place;
  }

  private void requireNot(boolean violated, StreamCommand command, String what) throws Failed {
    if (violated) {
      if (violation == null) {
        violation = command.number() + " (" + command.type().title() + "): " + what;
      }
      throw new Failed();
    }
  }

  static String text(StreamCommand command, Attribute attribute) {
    return new String(command.bytes(attribute), StandardCharsets.ISO_8859_1);
  }
}
