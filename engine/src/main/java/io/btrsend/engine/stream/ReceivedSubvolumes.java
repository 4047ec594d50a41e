package io.btrsend.engine.stream;

import static io.btrsend.engine.stream.Attribute.CLONE_PATH;
import static io.btrsend.engine.stream.Attribute.CLONE_UUID;
import static io.btrsend.engine.stream.Attribute.PATH;
import static io.btrsend.engine.stream.Attribute.PATH_LINK;
import static io.btrsend.engine.stream.Attribute.PATH_TO;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Models what a receiver creates from a stream, to check that every command stays inside its
 * subvolume: no command goes through a symbolic link that the stream created, and none opens a
 * device node, fifo or socket that it created. The check covers receivers that stop at the first
 * error and receivers that skip failing commands.
 *
 * <p>If a subvolume begins empty, or as a snapshot of such a subvolume, {@linkplain ExactNames all
 * its names} are known and a command that cannot be carried out is refused. If it begins as a
 * snapshot of a parent that is not in the stream, only the {@linkplain UnsafeNames unsafe names}
 * that the stream created are known, and any command may have failed. The same applies to all
 * subvolumes once their names exceed the memory limit. If even the unsafe names exceed it, or if
 * only a failing command would make another one unsafe, the stream is not verified.
 */
final class ReceivedSubvolumes {
  /** The maximum number of earlier subvolumes with the current name that are checked. */
  private static final int MAX_NAMESAKES = 8;

  private static final int UNSEEN_BYTES = 96;

  private final long maxNameBytes;
  private final NameMemory memory = new NameMemory();
  private final Map<UUID, ReceivedSubvolume> byUuid = new HashMap<>();
  private final Map<String, ReceivedSubvolume> firstOfName = new HashMap<>();

  /**
   * Earlier subvolumes with the same name, in which a receiver may be instead if it continues after
   * errors.
   */
  private final List<ReceivedSubvolume> namesakes = new ArrayList<>();

  private final Set<UUID> unseen = new LinkedHashSet<>();

  private ReceivedSubvolume current;
  private UUID currentUuid;
  private ExactNames exact;
  private UnsafeNames unsafe;
  private String unverified;

  private byte[] checkedPath = {};
  private PathUse checkedUse;

  /**
   * @param maxNameBytes memory limit for names, bytes
   */
  ReceivedSubvolumes(long maxNameBytes) {
    this.maxNameBytes = maxNameBytes;
  }

  /**
   * Why the stream cannot be verified, with the place, or null. Once this is not null, no further
   * commands are checked.
   */
  String unverified() {
    return unverified;
  }

  /** The first {@code most} subvolumes that a receiver must already have. */
  List<UUID> unseen(int most) {
    return unseen.stream().limit(most).toList();
  }

  /** Whether several subvolumes have the same name, so that one directory cannot hold them all. */
  boolean hasNamesakes() {
    return !namesakes.isEmpty();
  }

  /**
   * Applies a command to the model.
   *
   * @throws io.btrsend.engine.StreamFormatException if the command cannot be carried out or would
   *     lead out of its subvolume
   */
  void follow(StreamCommand command) {
    switch (command.type()) {
      case SUBVOL, SNAPSHOT -> {
        finish();
        begin(command);
      }
      case END -> finish();
      default -> apply(command);
    }
    if (memory.used() > maxNameBytes) {
      makeRoom(command);
    }
  }

  private void begin(StreamCommand command) {
    checkedUse = null;
    exact = new ExactNames(new NameTree(memory));
    unsafe = new UnsafeNames(new NameTree(memory));
    if (command.type() == CommandType.SNAPSHOT) {
      beginAsSnapshot(command);
    }
    current = new ReceivedSubvolume();
    currentUuid = command.uuid(Attribute.UUID);
    ReceivedSubvolume other = byUuid.putIfAbsent(currentUuid, current);
    if (other != null) {
      other.ambiguous = true;
    }
    current.ambiguous = unseen.contains(currentUuid);
    ReceivedSubvolume namesake = firstOfName.putIfAbsent(command.text(PATH), current);
    if (namesake != null && !namesakes.contains(namesake)) {
      if (namesakes.size() == MAX_NAMESAKES) {
        notVerified(command, "too many subvolumes have the same name");
      }
      namesakes.add(namesake);
    }
    memory.use(ReceivedSubvolume.BYTES);
  }

  private void beginAsSnapshot(StreamCommand command) {
    ReceivedSubvolume parent = seen(command);
    if (parent == null) {
      exact = null;
      return;
    }
    exact = parent.exact == null ? null : new ExactNames(new NameTree(memory, parent.exact));
    unsafe = new UnsafeNames(new NameTree(memory, parent.unsafe));
  }

  /** The subvolume with the command's CLONE_UUID, or null if it is not in the stream. */
  private ReceivedSubvolume seen(StreamCommand command) {
    UUID uuid = command.uuid(CLONE_UUID);
    ReceivedSubvolume subvolume = byUuid.get(uuid);
    if (subvolume == null && unseen.add(uuid)) {
      memory.use(UNSEEN_BYTES);
    }
    if (subvolume != null && subvolume.ambiguous) {
      notVerified(command, "the receiver may have several subvolumes of the UUID " + uuid);
    }
    return subvolume;
  }

  /** Finishes the current subvolume, if any; it does not change from here on. */
  private void finish() {
    if (current != null) {
      current.exact = exact == null ? null : exact.top();
      current.unsafe = unsafe.top();
      current = null;
    }
  }

  /** Checks a command of the current subvolume, then applies it to the names. */
  private void apply(StreamCommand command) {
    if (command.type() == CommandType.CLONE) {
      checkCloneSource(command);
    }
    PathUse use = PathUse.of(command.type());
    if (isChecked(command, use)) {
      return;
    }
    check(command, PATH, use);
    switch (command.type()) {
      case RENAME -> check(command, PATH_TO, PathUse.NAME);
      case LINK -> check(command, PATH_LINK, PathUse.NAME);
      default -> {}
    }
    if (exact != null && exact.carryOut(command)) {
      unsafe.carriedOut(command);
    } else {
      exact = null;
      if (!unsafe.maybeCarriedOut(command)) {
        notVerified(command, "failing commands would change which names are symbolic links");
      }
    }
    remember(command, use);
  }

  /**
   * Skips repeated checks: most commands concern the same file as the previous one and change no
   * name.
   */
  private boolean isChecked(StreamCommand command, PathUse use) {
    if (checkedUse == null || use.compareTo(checkedUse) > 0 || command.type().changesNames()) {
      return false;
    }
    int from = command.start(PATH);
    int to = from + command.size(PATH);
    return Arrays.equals(checkedPath, 0, checkedPath.length, command.array(), from, to);
  }

  private void remember(StreamCommand command, PathUse use) {
    checkedUse = command.type().changesNames() ? null : use;
    if (checkedUse != null) {
      checkedPath = command.bytes(PATH);
    }
  }

  private void check(StreamCommand command, Attribute path, PathUse use) {
    judge(command, path, UnsafeNames.met(unsafe.top(), command, path, use));
    for (ReceivedSubvolume namesake : namesakes) {
      int met = UnsafeNames.met(namesake.unsafe, command, path, use);
      judge(command, path, met == 0 ? 0 : met | NameNode.DOUBTFUL);
    }
  }

  private void checkCloneSource(StreamCommand command) {
    if (command.uuid(CLONE_UUID).equals(currentUuid)) {
      check(command, CLONE_PATH, PathUse.OPENED);
      if (exact != null) {
        ExactNames.requireFile(exact.top(), command, CLONE_PATH);
      }
      return;
    }
    ReceivedSubvolume source = seen(command);
    if (source == null || unverified != null) {
      return;
    }
    judge(command, CLONE_PATH, UnsafeNames.met(source.unsafe, command, CLONE_PATH, PathUse.OPENED));
    if (source.exact != null) {
      ExactNames.requireFile(source.exact, command, CLONE_PATH);
    }
  }

  private void judge(StreamCommand command, Attribute path, int met) {
    if (met == 0) {
      return;
    }
    boolean doubtful = (met & NameNode.DOUBTFUL) != 0;
    String does =
        (met & NameNode.LINK) != 0
            ? "lead through a symbolic link"
            : "open a device node, fifo or socket";
    String message =
        "attribute "
            + path
            + (doubtful ? " may " : " would ")
            + does
            + " that the stream itself created";
    if (!doubtful) {
      throw command.malformed(message);
    }
    notVerified(command, message + ", if a command fails");
  }

  private void makeRoom(StreamCommand command) {
    countMemory();
    long enough = maxNameBytes / 4 * 3;
    if (memory.used() > enough) {
      exact = null;
      byUuid.values().forEach(subvolume -> subvolume.exact = null);
      firstOfName.values().forEach(subvolume -> subvolume.exact = null);
      countMemory();
    }
    if (memory.used() > enough) {
      notVerified(
          command,
          "the symbolic links and special files of the stream need more memory than the "
              + (maxNameBytes >> 10)
              + " KiB granted for their names");
    }
  }

  private void countMemory() {
    memory.beginCounting();
    memory.use((long) UNSEEN_BYTES * unseen.size());
    byUuid.values().forEach(this::count);
    firstOfName.values().forEach(this::count);
    count(exact == null ? null : exact.top());
    count(unsafe.top());
  }

  private void count(ReceivedSubvolume subvolume) {
    memory.use(ReceivedSubvolume.BYTES / 2);
    count(subvolume.exact);
    count(subvolume.unsafe);
  }

  private void count(NameNode top) {
    if (top != null) {
      memory.countBelow(top);
    }
  }

  /** Records why the stream is not verified; the first reason is kept. */
  private void notVerified(StreamCommand command, String reason) {
    if (unverified == null) {
      unverified = command.at(reason);
    }
  }
}
