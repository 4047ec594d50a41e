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
 * Follows what a receiver makes of a stream, to see that every command stays inside the subvolume
 * that it is for: none goes through a symbolic link that the stream made, and none opens a device
 * node, fifo or socket that it made. That holds for a receiver that stops at the first error, and
 * for one that passes over the commands that fail.
 *
 * <p>A subvolume that begins empty, or as a snapshot of such a one, is known {@linkplain ExactNames
 * name by name}, and a command that cannot be carried out is refused. One that begins as a snapshot
 * of a parent that the stream does not bring is not: of it, only {@linkplain UnsafeNames unsafe
 * names} that the stream made are known, and any command may have failed. So it is for all of them
 * once their names need more memory than was granted. If even the unsafe ones do, or if it depends
 * on a failure whether a command stays inside, the stream is not verified.
 */
final class ReceivedSubvolumes {
  /** How many names that several subvolumes bear are dealt with. */
  private static final int MAX_NAMESAKES = 8;

  private static final int UNSEEN_BYTES = 96;

  private final long maxNameBytes;
  private final NameMemory memory = new NameMemory();
  private final Map<UUID, ReceivedSubvolume> byUuid = new HashMap<>();
  private final Map<String, ReceivedSubvolume> firstOfName = new HashMap<>();

  /** Where a receiver is instead of in the current subvolume if it goes on after errors. */
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
   * @param maxNameBytes how much of the heap the names may take
   */
  ReceivedSubvolumes(long maxNameBytes) {
    this.maxNameBytes = maxNameBytes;
  }

  /**
   * Why it cannot be said whether the stream is safe to receive, with the place; or null. Once
   * there is a reason, nothing more is to be asked.
   */
  String unverified() {
    return unverified;
  }

  /** The first few subvolumes that a receiver must have and that the stream does not bring. */
  List<UUID> unseen(int most) {
    return unseen.stream().limit(most).toList();
  }

  /** Whether subvolumes bear the same name, so that no directory can hold them all. */
  boolean hasNamesakes() {
    return !namesakes.isEmpty();
  }

  /**
   * Follows what a command makes of the receiver's subvolumes.
   *
   * @throws io.btrsend.engine.StreamFormatException if it cannot be carried out, or would lead out
   *     of its subvolume
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
        notVerified(command, "too many names are those of several subvolumes");
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

  /**
   * The subvolume that the command names by CLONE_UUID, or null if the stream does not bring it.
   */
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

  /** Ends the current subvolume, if there is one: from here on it does not change. */
  private void finish() {
    if (current != null) {
      current.exact = exact == null ? null : exact.top();
      current.unsafe = unsafe.top();
      current = null;
    }
  }

  /**
   * Checks a command of the current subvolume, and then follows what it does to the names in it.
   */
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
        notVerified(command, "which names are symbolic links depends on which commands fail");
      }
    }
    remember(command, use);
  }

  /** Most commands are about the same file as the one before and change no name. */
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
            + " that the stream itself made";
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

  /** The first reason counts. */
  private void notVerified(StreamCommand command, String reason) {
    if (unverified == null) {
      unverified = command.at(reason);
    }
  }
}
