package io.btrsend.jobs.apply;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.btrsend.engine.SendException;
import io.btrsend.engine.SendException.Reason;
import io.btrsend.engine.text.NameText;
import io.btrsend.jobs.directory.DirectoryHandle;
import io.btrsend.jobs.directory.ErrorNumber;
import io.btrsend.jobs.directory.FileHandle;
import io.btrsend.jobs.directory.SystemCallException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * Which directories hold which subvolumes: a file beside them, by which a later increment finds its
 * parent. One line each after a first one with the version: UUID, generation, number of losses, and
 * the name as {@link NameText#lossless} writes it.
 *
 * <p>For one thread.
 */
final class ApplyState {
  /** Names in the directory that are not for subvolumes begin so. */
  private static final byte[] RESERVED = ".btrsend-".getBytes(US_ASCII);

  private static final byte[] FILE = ".btrsend-state".getBytes(US_ASCII);
  private static final byte[] NEW_FILE = ".btrsend-state.new".getBytes(US_ASCII);
  private static final String VERSION = "btrsend-state 1";
  private static final int MAX_SIZE = 64 << 20;
  private static final int FIELDS = 4;

  private final DirectoryHandle directory;
  private final List<AppliedSubvolume> subvolumes = new ArrayList<>();

  private ApplyState(DirectoryHandle directory) {
    this.directory = directory;
  }

  /**
   * The state of a directory; an empty one if there is none.
   *
   * @throws SendException {@link Reason#INVALID} if the file was not written by this program
   */
  static ApplyState read(DirectoryHandle directory) throws IOException {
    ApplyState state = new ApplyState(directory);
    String text = content(directory);
    if (text != null) {
      state.parse(text);
    }
    return state;
  }

  static boolean isReserved(byte[] name) {
    return name.length >= RESERVED.length
        && Arrays.equals(name, 0, RESERVED.length, RESERVED, 0, RESERVED.length);
  }

  private static String content(DirectoryHandle directory) throws IOException {
    try (FileHandle file = directory.openForReading(FILE)) {
      long size = file.status().size();
      if (size > MAX_SIZE) {
        throw unusable("it has " + size + " bytes");
      }
      ByteBuffer bytes = ByteBuffer.allocateDirect((int) size);
      file.read(bytes, 0);
      return UTF_8.decode(bytes.flip()).toString();
    } catch (SystemCallException e) {
      if (e.error() == ErrorNumber.ENOENT) {
        return null;
      }
      throw e;
    }
  }

  private void parse(String text) {
    String[] lines = text.split("\n", -1);
    if (!lines[0].equals(VERSION)) {
      throw unusable("its first line is not '" + VERSION + "'");
    }
    for (int i = 1; i < lines.length - 1; i++) {
      subvolumes.add(parseLine(lines[i], i + 1));
    }
  }

  private static AppliedSubvolume parseLine(String line, int number) {
    String[] fields = line.split(" ", FIELDS);
    try {
      return new AppliedSubvolume(
          NameText.bytes(fields[3]),
          UUID.fromString(fields[0]),
          Long.parseUnsignedLong(fields[1]),
          Long.parseLong(fields[2]));
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw unusable("line " + number + " is not: UUID, generation, losses, name");
    }
  }

  private static SendException unusable(String why) {
    return new SendException(
        Reason.INVALID, new String(FILE, US_ASCII) + " cannot be used: " + why);
  }

  /**
   * The subvolume that a stream refers to, whether or not its directory is still there.
   *
   * @return null if it is not known
   */
  AppliedSubvolume find(UUID uuid, long generation) {
    for (AppliedSubvolume subvolume : subvolumes) {
      if (subvolume.uuid().equals(uuid) && subvolume.generation() == generation) {
        return subvolume;
      }
    }
    return null;
  }

  /** Any subvolume with this UUID, of whatever generation; null if there is none. */
  AppliedSubvolume findOther(UUID uuid) {
    for (AppliedSubvolume subvolume : subvolumes) {
      if (subvolume.uuid().equals(uuid)) {
        return subvolume;
      }
    }
    return null;
  }

  /** Adds a subvolume, in the place of one of the same name. */
  void add(AppliedSubvolume added) {
    subvolumes.removeIf(subvolume -> Arrays.equals(subvolume.name(), added.name()));
    subvolumes.add(added);
  }

  /** Replaces the file. */
  void save() throws IOException {
    StringBuilder text = new StringBuilder(VERSION).append('\n');
    for (AppliedSubvolume subvolume : subvolumes) {
      text.append(subvolume.uuid())
          .append(' ')
          .append(Long.toUnsignedString(subvolume.generation()))
          .append(' ')
          .append(subvolume.losses())
          .append(' ')
          .append(NameText.lossless(subvolume.name()).replace("\n", "\\x0a"))
          .append('\n');
    }
    byte[] bytes = text.toString().getBytes(UTF_8);
    if (directory.has(NEW_FILE)) {
      directory.unlink(NEW_FILE);
    }
    try (FileHandle file = directory.create(NEW_FILE, 0644)) {
      file.write(ByteBuffer.allocateDirect(bytes.length).put(bytes).flip(), 0);
      file.force();
    }
    directory.rename(NEW_FILE, directory, FILE);
  }
}
