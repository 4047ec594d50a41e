package io.btrsend.jobs.apply;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.btrsend.engine.SendException;
import io.btrsend.engine.SendException.Reason;
import io.btrsend.engine.StreamFormatException;
import io.btrsend.engine.stream.Attribute;
import io.btrsend.engine.stream.CommandType;
import io.btrsend.engine.stream.StreamCommand;
import io.btrsend.engine.stream.StreamReader;
import io.btrsend.engine.stream.StreamReaderOptions;
import io.btrsend.engine.text.NameText;
import io.btrsend.jobs.directory.DirectoryHandle;
import io.btrsend.jobs.directory.FileHandle;
import io.btrsend.jobs.directory.InvalidNameException;
import io.btrsend.jobs.directory.TreeRemoval;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * Plays streams into a directory: each subvolume becomes a directory in it. A snapshot begins as a
 * copy of its parent's directory, which a file of state finds by UUID and generation.
 *
 * <p>Until a subvolume is complete its directory is called {@code .btrsend-incomplete}; what has
 * that name is removed before the next one begins.
 *
 * <p>For one thread. A lock keeps other processes from applying to the same directory.
 */
public final class Apply implements AutoCloseable {
  private static final byte[] INCOMPLETE = ".btrsend-incomplete".getBytes(US_ASCII);

  /** Memory for the names of a stream, with which it is checked more strictly, bytes. */
  private static final long NAME_BYTES = 48 << 20;

  private static final StreamReaderOptions READING =
      new StreamReaderOptions(
          true,
          StreamReaderOptions.STRICT.maxCommandV1(),
          StreamReaderOptions.STRICT.maxCommandV2(),
          NAME_BYTES);

  private final DirectoryHandle directory;
  private final FileHandle lock;
  private final ApplyOptions options;
  private final ApplyListener listener;
  private final boolean writing;
  private final ApplyState state;

  /** What would be there by now if anything was written. */
  private final List<AppliedSubvolume> planned = new ArrayList<>();

  private SubvolumeTarget target;
  private byte[] name;
  private UUID uuid;
  private long generation;
  private long commands;

  /**
   * Opens a directory.
   *
   * @param writing whether anything is changed; otherwise only the listener is told
   * @throws SendException if another process applies to the same directory, its state cannot be
   *     used, or the system is not Linux
   */
  public Apply(Path path, ApplyOptions options, ApplyListener listener, boolean writing)
      throws IOException {
    this.options = options;
    this.listener = listener;
    this.writing = writing;
    directory = DirectoryHandle.at(path);
    lock = directory.lock();
    if (lock == null) {
      directory.close();
      throw new SendException(
          Reason.INVALID, path + ": another process applies streams to this directory");
    }
    state = openState();
  }

  private ApplyState openState() throws IOException {
    try {
      return ApplyState.read(directory);
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /** How streams are to be read. */
  public static StreamReaderOptions reading() {
    return READING;
  }

  /**
   * Plays a stream, or several that follow each other.
   *
   * @param reader with the options {@link #reading}
   * @throws StreamFormatException if the stream is damaged, or a command cannot be carried out
   * @throws SendException if a parent is not there, or the name of a subvolume is taken
   */
  public void play(StreamReader reader) throws IOException {
    try {
      for (StreamCommand command = reader.next(); command != null; command = reader.next()) {
        play(command);
      }
    } finally {
      abandon();
    }
  }

  private void play(StreamCommand command) throws IOException {
    CommandType type = command.type();
    if (type.startsSubvolume()) {
      finish();
      begin(command);
    } else if (type == CommandType.END) {
      finish();
    } else {
      if (target == null) {
        throw new StreamFormatException(
            command.at("the command comes before any subvolume or snapshot"));
      }
      commands++;
      target.apply(command);
    }
  }

  private void begin(StreamCommand command) throws IOException {
    name = command.bytes(Attribute.PATH);
    uuid = command.uuid(Attribute.UUID);
    generation = command.u64(Attribute.CTRANSID);
    commands = 0;
    requireFree(command);
    AppliedSubvolume parent = command.type() == CommandType.SNAPSHOT ? parent(command) : null;
    listener.begins(name, parent);
    target = writing ? made(parent) : new PlannedSubvolume(options, new LossCount(listener));
  }

  private void requireFree(StreamCommand command) throws IOException {
    if (ApplyState.isReserved(name)) {
      throw new StreamFormatException(
          command.at("names that begin with .btrsend- are not for subvolumes"));
    }
    boolean isPlanned = planned.stream().anyMatch(each -> Arrays.equals(each.name(), name));
    if (isPlanned || isTaken(command)) {
      throw new SendException(
          Reason.INVALID,
          NameText.of(name) + " is there already: remove it, or apply to another directory");
    }
  }

  private boolean isTaken(StreamCommand command) throws IOException {
    try {
      return directory.has(name);
    } catch (InvalidNameException e) {
      throw new StreamFormatException(command.at(e.getMessage()));
    }
  }

  private AppliedSubvolume parent(StreamCommand command) throws IOException {
    UUID wanted = command.uuid(Attribute.CLONE_UUID);
    long wantedGeneration = command.u64(Attribute.CLONE_CTRANSID);
    return known(wanted, wantedGeneration, NameText.of(name) + " is an increment");
  }

  /**
   * A subvolume that was applied before.
   *
   * @param why it is needed, for the message
   */
  private AppliedSubvolume known(UUID wanted, long wantedGeneration, String why)
      throws IOException {
    AppliedSubvolume found = state.find(wanted, wantedGeneration);
    boolean isThere = found != null && (planned.contains(found) || isDirectory(found.name()));
    if (isThere) {
      return found;
    }
    AppliedSubvolume other = found == null ? state.findOther(wanted) : found;
    String instead = "";
    if (found != null) {
      instead = "; its directory " + NameText.of(found.name()) + " is not there";
    } else if (other != null) {
      instead =
          "; %s is that subvolume at generation %s"
              .formatted(NameText.of(other.name()), Long.toUnsignedString(other.generation()));
    }
    throw new SendException(
        Reason.NOT_FOUND,
        "%s: needs subvolume %s of generation %s, which was not applied here%s"
            .formatted(why, wanted, Long.toUnsignedString(wantedGeneration), instead));
  }

  private boolean isDirectory(byte[] each) throws IOException {
    return directory.has(each) && directory.status(each).isDirectory();
  }

  private SubvolumeTarget made(AppliedSubvolume parent) throws IOException {
    if (directory.has(INCOMPLETE)) {
      TreeRemoval.remove(directory, INCOMPLETE);
    }
    return new WrittenSubvolume(
        directory,
        INCOMPLETE,
        parent == null ? null : parent.name(),
        uuid,
        options,
        (source, from) -> known(source, from, "a clone").name(),
        new LossCount(listener));
  }

  /** The subvolume that is open is complete. */
  private void finish() throws IOException {
    if (target == null) {
      return;
    }
    AppliedSubvolume applied;
    try (SubvolumeTarget finished = target) {
      target = null;
      applied = new AppliedSubvolume(name, uuid, generation, finished.finish());
    }
    state.add(applied);
    if (writing) {
      lock.forceFilesystem();
      state.save();
      directory.renameToFree(INCOMPLETE, name);
    } else {
      planned.add(applied);
    }
    listener.completed(applied, commands);
  }

  private void abandon() throws IOException {
    if (target != null) {
      SubvolumeTarget abandoned = target;
      target = null;
      abandoned.close();
    }
  }

  @Override
  public void close() {
    lock.close();
    directory.close();
  }
}
