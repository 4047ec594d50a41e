package io.btrsend.engine.stream;

import static io.btrsend.engine.stream.Attribute.CLONE_LEN;
import static io.btrsend.engine.stream.Attribute.CLONE_OFFSET;
import static io.btrsend.engine.stream.Attribute.CLONE_PATH;
import static io.btrsend.engine.stream.Attribute.COMPRESSION;
import static io.btrsend.engine.stream.Attribute.DATA;
import static io.btrsend.engine.stream.Attribute.ENCRYPTION;
import static io.btrsend.engine.stream.Attribute.FILE_OFFSET;
import static io.btrsend.engine.stream.Attribute.MODE;
import static io.btrsend.engine.stream.Attribute.PATH;
import static io.btrsend.engine.stream.Attribute.PATH_LINK;
import static io.btrsend.engine.stream.Attribute.PATH_TO;
import static io.btrsend.engine.stream.Attribute.RDEV;
import static io.btrsend.engine.stream.Attribute.SIZE;
import static io.btrsend.engine.stream.Attribute.UNENCODED_FILE_LEN;
import static io.btrsend.engine.stream.Attribute.UNENCODED_LEN;
import static io.btrsend.engine.stream.Attribute.UNENCODED_OFFSET;

import java.util.List;

/**
 * Refuses commands that are well formed but that no sound producer writes: commands that a receiver
 * cannot carry out, or that would lead it out of the subvolume.
 *
 * <p>This class checks each command by itself; {@link ReceivedSubvolumes} checks what depends on
 * earlier commands. Implements the rules of a validating reader, section 9 of the stream
 * description.
 */
final class StreamRules {
  private static final int PATH_MAX = 4096;
  private static final int NAME_MAX = 255;
  private static final long NANOSECONDS = 1_000_000_000;
  private static final int MAX_UNENCODED_LENGTH = 128 * 1024;
  private static final int MAX_COMPRESSION = 7;

  /** The maximum number of subvolumes that a verdict names. */
  private static final int MAX_UNSEEN = 4;

  private static final int TARGET_MAX = PATH_MAX - 1;
  private static final long KIND_OF_FILE = 0170000;
  private static final long CHARACTER_DEVICE = 0020000;
  private static final long BLOCK_DEVICE = 0060000;

  /** Null once the stream cannot be verified. */
  private ReceivedSubvolumes received;

  private String unverified;
  private boolean withoutData;
  private boolean subvolumeKnown;
  private int subvolumeNameLength;

  StreamRules(long maxNameBytes) {
    received = new ReceivedSubvolumes(maxNameBytes);
  }

  String unverified() {
    return unverified;
  }

  StreamConditions conditions() {
    return received == null
        ? new StreamConditions(withoutData, false, List.of())
        : new StreamConditions(withoutData, received.hasNamesakes(), received.unseen(MAX_UNSEEN));
  }

  void beginStream() {
    subvolumeKnown = false;
  }

  void check(StreamCommand command) {
    CommandType type = command.type();
    if (type == null) {
      throw command.malformed("command number " + command.typeNumber() + " does not exist");
    }
    if (type.since() > command.version()) {
      throw command.malformed(
          "the command belongs to version "
              + type.since()
              + ", the stream has version "
              + command.version());
    }
    checkAttributes(command, type);
    if (type.startsSubvolume()) {
      checkSubvolumeName(command);
      subvolumeKnown = true;
    } else if (type != CommandType.END) {
      if (!subvolumeKnown) {
        throw command.malformed("the command comes before any subvolume or snapshot");
      }
      checkPaths(command, type);
      checkRanges(command, type);
      withoutData |= type == CommandType.UPDATE_EXTENT;
    }
    if (received != null) {
      received.follow(command);
      unverified = received.unverified();
      received = unverified == null ? received : null;
    }
  }

  private static void checkAttributes(StreamCommand command, CommandType type) {
    for (Attribute attribute : ATTRIBUTES) {
      if (!command.has(attribute)) {
        if (type.requires(attribute)) {
          throw command.malformed("attribute " + attribute + " is missing");
        }
        continue;
      }
      if (attribute.since() > command.version()) {
        throw command.malformed(
            "attribute "
                + attribute
                + " belongs to version "
                + attribute.since()
                + ", the stream has version "
                + command.version());
      }
      switch (attribute.kind()) {
        case STRING -> checkNoZeroByte(command, attribute, length(command, type, attribute));
        case TIMESPEC -> checkTime(command, attribute);
        default -> command.check(attribute);
      }
    }
  }

  private static final Attribute[] ATTRIBUTES = Attribute.values();

  /**
   * The length of a string without trailing zero bytes, which a receiver drops: mkfs.btrfs and
   * btrfs-convert end the target of a symbolic link with them, and the kernel sends them.
   */
  private static int length(StreamCommand command, CommandType type, Attribute attribute) {
    int size = command.size(attribute);
    if (type == CommandType.SYMLINK && attribute == PATH_LINK) {
      int start = command.start(attribute);
      while (size > 0 && command.array()[start + size - 1] == 0) {
        size--;
      }
      if (size == 0 || size > TARGET_MAX) {
        throw command.malformed(
            "the target of a symbolic link has " + size + " bytes, expected 1 to " + TARGET_MAX);
      }
    }
    return size;
  }

  private static void checkNoZeroByte(StreamCommand command, Attribute attribute, int length) {
    byte[] bytes = command.array();
    int at = command.start(attribute);
    for (int end = at + length; at < end; at++) {
      if (bytes[at] == 0) {
        throw command.malformed("attribute " + attribute + " contains a zero byte");
      }
    }
  }

  private static void checkTime(StreamCommand command, Attribute attribute) {
    if (command.nanoseconds(attribute) >= NANOSECONDS) {
      throw command.malformed(
          "attribute " + attribute + " has " + command.nanoseconds(attribute) + " nanoseconds");
    }
  }

  private void checkSubvolumeName(StreamCommand command) {
    byte[] name = command.bytes(PATH);
    if (name.length == 0 || name.length > NAME_MAX) {
      throw command.malformed(
          "a subvolume's name has " + name.length + " bytes, expected 1 to " + NAME_MAX);
    }
    checkComponents(command, PATH);
    for (byte b : name) {
      if (b == '/') {
        throw command.malformed("a subvolume's name contains a slash");
      }
    }
    subvolumeNameLength = name.length;
  }

  private void checkPaths(StreamCommand command, CommandType type) {
    checkPath(command, PATH, mayBeTopDirectory(type));
    switch (type) {
      case RENAME -> checkPath(command, PATH_TO, false);
      case LINK -> checkPath(command, PATH_LINK, false);
      case CLONE -> checkPath(command, CLONE_PATH, false);
      default -> {}
    }
  }

  /**
   * A command may only change attributes of the top directory, not create, move, remove or write
   * it.
   */
  private static boolean mayBeTopDirectory(CommandType type) {
    return switch (type) {
      case SET_XATTR, REMOVE_XATTR, CHMOD, CHOWN, UTIMES, FILEATTR -> true;
      default -> false;
    };
  }

  private void checkPath(StreamCommand command, Attribute attribute, boolean mayBeEmpty) {
    int size = command.size(attribute);
    if (size == 0) {
      if (!mayBeEmpty) {
        throw command.malformed("attribute " + attribute + " is empty");
      }
      return;
    }
    if (subvolumeNameLength + 1 + size >= PATH_MAX) {
      throw command.malformed(
          "attribute "
              + attribute
              + " of "
              + size
              + " bytes makes a path of "
              + PATH_MAX
              + " bytes or more");
    }
    checkComponents(command, attribute);
  }

  private static void checkComponents(StreamCommand command, Attribute attribute) {
    byte[] bytes = command.array();
    int begin = command.start(attribute);
    int end = begin + command.size(attribute);
    int component = begin;
    for (int at = begin; at <= end; at++) {
      if (at < end && bytes[at] != '/') {
        continue;
      }
      int length = at - component;
      if (length == 0) {
        throw command.malformed("attribute " + attribute + " has an empty path component");
      }
      if (length > NAME_MAX) {
        throw command.malformed(
            "attribute " + attribute + " has a path component of " + length + " bytes");
      }
      if (bytes[component] == '.'
          && (length == 1 || (length == 2 && bytes[component + 1] == '.'))) {
        throw command.malformed("attribute " + attribute + " has a path component . or ..");
      }
      component = at + 1;
    }
  }

  private static void checkRanges(StreamCommand command, CommandType type) {
    switch (type) {
      case WRITE -> checkRange(command, FILE_OFFSET, command.size(DATA));
      case CLONE -> {
        checkRange(command, FILE_OFFSET, command.u64(CLONE_LEN));
        checkRange(command, CLONE_OFFSET, command.u64(CLONE_LEN));
      }
      case TRUNCATE -> checkRange(command, SIZE, 0);
      case UPDATE_EXTENT, FALLOCATE -> checkRange(command, FILE_OFFSET, command.u64(SIZE));
      case ENCODED_WRITE -> checkEncodedWrite(command);
      case MKNOD -> checkDevice(command);
      default -> {}
    }
  }

  private static void checkDevice(StreamCommand command) {
    long kind = command.u64(MODE) & KIND_OF_FILE;
    if (kind != CHARACTER_DEVICE && kind != BLOCK_DEVICE) {
      throw command.malformed(
          "mode " + Long.toOctalString(command.u64(MODE)) + " is not that of a device node");
    }
    if (command.u64(RDEV) >>> Integer.SIZE != 0) {
      throw command.malformed(
          "device number " + Long.toUnsignedString(command.u64(RDEV)) + " is beyond 32 bits");
    }
  }

  private static void checkRange(StreamCommand command, Attribute from, long length) {
    long offset = command.u64(from);
    if (offset < 0 || length < 0 || offset + length < 0) {
      throw command.malformed(
          "the range of "
              + Long.toUnsignedString(length)
              + " bytes from "
              + from
              + " "
              + Long.toUnsignedString(offset)
              + " on ends beyond 2^63 - 1");
    }
  }

  private static void checkEncodedWrite(StreamCommand command) {
    long fileLength = command.u64(UNENCODED_FILE_LEN);
    long length = command.u64(UNENCODED_LEN);
    long offset = command.u64(UNENCODED_OFFSET);
    checkRange(command, FILE_OFFSET, fileLength);
    int compression = command.has(COMPRESSION) ? command.u32(COMPRESSION) : 0;
    if (compression < 1 || compression > MAX_COMPRESSION) {
      throw command.malformed(
          "compression " + Integer.toUnsignedString(compression) + ", expected 1 to 7");
    }
    if (command.has(ENCRYPTION) && command.u32(ENCRYPTION) != 0) {
      throw command.malformed(
          "encryption " + Integer.toUnsignedString(command.u32(ENCRYPTION)) + ", expected 0");
    }
    if (Long.compareUnsigned(length, MAX_UNENCODED_LENGTH) > 0) {
      throw command.malformed(
          "an extent of "
              + Long.toUnsignedString(length)
              + " unencoded bytes, expected at most "
              + MAX_UNENCODED_LENGTH);
    }
    if (Long.compareUnsigned(fileLength, length) > 0
        || Long.compareUnsigned(offset, length - fileLength) > 0) {
      throw command.malformed(
          "unencoded bytes "
              + Long.toUnsignedString(offset)
              + " + "
              + Long.toUnsignedString(fileLength)
              + " reach beyond the extent's "
              + length);
    }
  }
}
