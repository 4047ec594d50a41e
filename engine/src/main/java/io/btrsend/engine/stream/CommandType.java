package io.btrsend.engine.stream;

import static io.btrsend.engine.stream.Attribute.*;

import java.util.List;
import java.util.Locale;

/**
 * The commands of a send stream, each with its attributes in the order in which the kernel writes
 * them (stream description, section 5). Readers look attributes up by number; the order matters
 * only for writing the same bytes as the kernel.
 */
public enum CommandType {
  SUBVOL(1, 1, PATH, UUID, CTRANSID),
  SNAPSHOT(2, 1, PATH, UUID, CTRANSID, CLONE_UUID, CLONE_CTRANSID),
  MKFILE(3, 1, PATH, INO),
  MKDIR(4, 1, PATH, INO),
  MKNOD(5, 1, PATH, INO, RDEV, MODE),
  MKFIFO(6, 1, PATH, INO, RDEV, MODE),
  MKSOCK(7, 1, PATH, INO, RDEV, MODE),
  SYMLINK(8, 1, PATH, INO, PATH_LINK),
  RENAME(9, 1, PATH, PATH_TO),
  LINK(10, 1, PATH, PATH_LINK),
  UNLINK(11, 1, PATH),
  RMDIR(12, 1, PATH),
  SET_XATTR(13, 1, PATH, XATTR_NAME, XATTR_DATA),
  REMOVE_XATTR(14, 1, PATH, XATTR_NAME),
  WRITE(15, 1, PATH, FILE_OFFSET, DATA),
  CLONE(16, 1, FILE_OFFSET, CLONE_LEN, PATH, CLONE_UUID, CLONE_CTRANSID, CLONE_PATH, CLONE_OFFSET),
  TRUNCATE(17, 1, PATH, SIZE),
  CHMOD(18, 1, PATH, MODE),
  CHOWN(19, 1, PATH, UID, GID),
  UTIMES(20, 1, PATH, ATIME, MTIME, CTIME, OTIME),
  END(21, 1),
  UPDATE_EXTENT(22, 1, PATH, FILE_OFFSET, SIZE),
  FALLOCATE(23, 2, PATH, FALLOCATE_MODE, FILE_OFFSET, SIZE),
  FILEATTR(24, 2, PATH, Attribute.FILEATTR),
  ENCODED_WRITE(
      25,
      2,
      PATH,
      FILE_OFFSET,
      UNENCODED_FILE_LEN,
      UNENCODED_LEN,
      UNENCODED_OFFSET,
      COMPRESSION,
      ENCRYPTION,
      DATA),
  ENABLE_VERITY(
      26, 3, PATH, VERITY_ALGORITHM, VERITY_BLOCK_SIZE, VERITY_SALT_DATA, VERITY_SIG_DATA);

  /** The highest command number of any version. */
  public static final int MAX_NUMBER = 26;

  private static final CommandType[] BY_NUMBER = new CommandType[MAX_NUMBER + 1];

  static {
    for (CommandType type : values()) {
      BY_NUMBER[type.number] = type;
    }
  }

  private final int number;
  private final int since;

  @SuppressWarnings("ImmutableEnumChecker") // List.of never changes
  private final List<Attribute> attributes;

  private final String title = name().toLowerCase(Locale.ROOT);

  CommandType(int number, int since, Attribute... attributes) {
    this.number = number;
    this.since = since;
    this.attributes = List.of(attributes);
  }

  /** The number in the stream, 1..26. */
  public int number() {
    return number;
  }

  /** The first stream version that may carry this command. */
  public int since() {
    return since;
  }

  /** The attributes of the command, in the kernel's order. */
  public List<Attribute> attributes() {
    return attributes;
  }

  /** The name in lower case: {@code update_extent}. */
  public String title() {
    return title;
  }

  /**
   * Whether a receiver needs the attribute in this command. All attributes of a command are
   * required except OTIME, COMPRESSION, ENCRYPTION, and the mode and device of MKFIFO and MKSOCK.
   */
  public boolean requires(Attribute attribute) {
    if (this == MKFIFO || this == MKSOCK) {
      return attribute == PATH || attribute == INO;
    }
    return attributes.contains(attribute)
        && attribute != OTIME
        && attribute != COMPRESSION
        && attribute != ENCRYPTION;
  }

  /** Whether the command begins a subvolume. */
  public boolean startsSubvolume() {
    return this == SUBVOL || this == SNAPSHOT;
  }

  /** Whether the command creates, moves or removes a name inside its subvolume. */
  boolean changesNames() {
    return switch (this) {
      case MKFILE, MKDIR, MKNOD, MKFIFO, MKSOCK, SYMLINK, RENAME, LINK, UNLINK, RMDIR -> true;
      default -> false;
    };
  }

  /** The command with this number, or null if no version has it. */
  public static CommandType ofNumber(int number) {
    return number < 0 || number > MAX_NUMBER ? null : BY_NUMBER[number];
  }
}
