package io.btrsend.engine.stream;

import java.io.IOException;
import java.io.OutputStream;
import java.util.UUID;

/**
 * The text of {@code btrfs receive --dump}, character for character: one command a line.
 *
 * <pre>
 * line := title padded with spaces to 16 columns
 *         escape(full path)
 *         [ spaces  fields ]
 * </pre>
 *
 * <p>Use a {@linkplain StreamReaderOptions#LENIENT lenient} reader to accept what {@code btrfs
 * receive} accepts. One object per stream, for one thread. Implements section 11 of the stream
 * description.
 */
public final class StreamDump implements CommandPrinter {
  private static final int TITLE_COLUMNS = 16;
  private static final int PATH_COLUMNS = 32;

  /** A directory and path of this many bytes or more are refused. */
  private static final int PATH_LIMIT = 4094;

  private final DumpFormat format;
  private final LocalTimeText localTime;
  private final DumpLine line = new DumpLine();
  private byte[] prefix = {'.'};

  public StreamDump(DumpFormat format, LocalTimeText localTime) {
    this.format = format;
    this.localTime = localTime;
  }

  @Override
  public void print(StreamCommand command, OutputStream out) throws IOException {
    CommandType type = command.type();
    if (type == null || type == CommandType.END) {
      return;
    }
    checkRequired(command, type);
    line.reset();
    line.ascii(type.title());
    line.padTo(TITLE_COLUMNS);
    int pathAt = line.length();
    byte[] path = path(command, Attribute.PATH, type.startsSubvolume() ? new byte[] {'.'} : prefix);
    line.escaped(path);
    int pathEnd = line.length();
    line.padTo(Math.max(pathEnd + 1, pathAt + PATH_COLUMNS));
    int fieldsAt = line.length();
    appendFields(command, type);
    if (line.length() == fieldsAt) {
      line.truncate(pathEnd);
    }
    line.ascii("\n");
    line.writeTo(out);
    if (type.startsSubvolume()) {
      prefix = path;
    }
  }

  /** Checks required attributes even if they are not printed; optional ones only if they are. */
  private static void checkRequired(StreamCommand command, CommandType type) {
    for (Attribute attribute : type.attributes()) {
      if (type.requires(attribute)) {
        command.check(attribute);
      }
    }
  }

  private void appendFields(StreamCommand command, CommandType type) {
    switch (type) {
      case SUBVOL -> identity(command, "uuid", Attribute.UUID, "transid", Attribute.CTRANSID);
      case SNAPSHOT -> {
        identity(command, "uuid", Attribute.UUID, "transid", Attribute.CTRANSID);
        line.ascii(" ");
        identity(
            command,
            "parent_uuid",
            Attribute.CLONE_UUID,
            "parent_transid",
            Attribute.CLONE_CTRANSID);
      }
      case MKNOD -> {
        field("mode", Long.toOctalString(command.u64(Attribute.MODE)));
        field(" dev", "0x" + Long.toHexString(command.u64(Attribute.RDEV)));
      }
      case SYMLINK, LINK -> {
        line.ascii("dest=");
        escapedString(command, Attribute.PATH_LINK);
      }
      case RENAME -> {
        line.ascii("dest=");
        line.escaped(path(command, Attribute.PATH_TO, prefix));
      }
      case WRITE -> {
        unsigned("offset", command.u64(Attribute.FILE_OFFSET));
        unsigned(" len", command.size(Attribute.DATA));
      }
      case CLONE -> cloneFields(command);
      case SET_XATTR -> setXattrFields(command);
      case REMOVE_XATTR -> xattrName(command);
      case TRUNCATE -> unsigned("size", command.u64(Attribute.SIZE));
      case CHMOD -> field("mode", Long.toOctalString(command.u64(Attribute.MODE)));
      case CHOWN -> {
        unsigned("gid", command.u64(Attribute.GID));
        unsigned(" uid", command.u64(Attribute.UID));
      }
      case UTIMES -> {
        time("atime", command, Attribute.ATIME);
        time(" mtime", command, Attribute.MTIME);
        time(" ctime", command, Attribute.CTIME);
      }
      case UPDATE_EXTENT -> range(command);
      case FALLOCATE -> {
        field("mode", Integer.toString(command.u32(Attribute.FALLOCATE_MODE)));
        line.ascii(" ");
        range(command);
      }
      // The tool announces hexadecimal digits and prints decimal ones.
      case FILEATTR ->
          field("fileattr", "0x" + Long.toUnsignedString(command.u64(Attribute.FILEATTR)));
      case ENCODED_WRITE -> encodedWriteFields(command);
      case ENABLE_VERITY -> {
        unsigned("algorithm", command.u8(Attribute.VERITY_ALGORITHM));
        unsigned(" block_size", command.u32(Attribute.VERITY_BLOCK_SIZE) & 0xffff_ffffL);
        unsigned(" salt_len", command.size(Attribute.VERITY_SALT_DATA));
        unsigned(" sig_len", command.size(Attribute.VERITY_SIG_DATA));
      }
      case MKFILE, MKDIR, MKFIFO, MKSOCK, UNLINK, RMDIR, END -> {}
    }
  }

  private void identity(
      StreamCommand command,
      String uuidName,
      Attribute uuidAttribute,
      String transidName,
      Attribute transid) {
    UUID uuid = command.uuid(uuidAttribute);
    field(uuidName, uuid.toString());
    line.ascii(" ");
    unsigned(transidName, command.u64(transid));
  }

  private void range(StreamCommand command) {
    unsigned("offset", command.u64(Attribute.FILE_OFFSET));
    unsigned(" len", command.u64(Attribute.SIZE));
  }

  private void cloneFields(StreamCommand command) {
    unsigned("offset", command.u64(Attribute.FILE_OFFSET));
    unsigned(" len", command.u64(Attribute.CLONE_LEN));
    line.ascii(" from=");
    byte[] source = path(command, Attribute.CLONE_PATH, prefix);
    if (format == DumpFormat.PROGS_6_0) {
      line.raw(source, 0, source.length);
    } else {
      line.escaped(source);
    }
    unsigned(" clone_offset", command.u64(Attribute.CLONE_OFFSET));
  }

  private void setXattrFields(StreamCommand command) {
    xattrName(command);
    int at = command.start(Attribute.XATTR_DATA);
    int size = command.size(Attribute.XATTR_DATA);
    if (format == DumpFormat.PROGS_6_0) {
      line.ascii(" data=");
      line.raw(command.array(), at, stringLength(command, Attribute.XATTR_DATA));
    } else {
      line.ascii(" ");
      line.escaped(command.array(), at, size);
    }
    unsigned(" len", size);
  }

  private void xattrName(StreamCommand command) {
    line.ascii("name=");
    if (format == DumpFormat.PROGS_6_0) {
      line.raw(
          command.array(),
          command.start(Attribute.XATTR_NAME),
          stringLength(command, Attribute.XATTR_NAME));
    } else {
      escapedString(command, Attribute.XATTR_NAME);
    }
  }

  private void encodedWriteFields(StreamCommand command) {
    String separator = format == DumpFormat.PROGS_6_0 ? ", " : " ";
    unsigned("offset", command.u64(Attribute.FILE_OFFSET));
    unsigned(" len", command.size(Attribute.DATA));
    line.ascii(separator);
    unsigned("unencoded_file_len", command.u64(Attribute.UNENCODED_FILE_LEN));
    line.ascii(separator);
    unsigned("unencoded_len", command.u64(Attribute.UNENCODED_LEN));
    line.ascii(separator);
    unsigned("unencoded_offset", command.u64(Attribute.UNENCODED_OFFSET));
    line.ascii(separator);
    unsigned("compression", optionalU32(command, Attribute.COMPRESSION));
    line.ascii(separator);
    unsigned("encryption", optionalU32(command, Attribute.ENCRYPTION));
  }

  private static long optionalU32(StreamCommand command, Attribute attribute) {
    return command.has(attribute) ? command.u32(attribute) & 0xffff_ffffL : 0;
  }

  private void time(String name, StreamCommand command, Attribute attribute) {
    long seconds = command.seconds(attribute);
    String text = localTime.of(seconds);
    if (text == null) {
      throw command.malformed(
          "attribute " + attribute + " of " + seconds + " seconds has no calendar date");
    }
    field(name, text);
  }

  private void unsigned(String name, long value) {
    field(name, Long.toUnsignedString(value));
  }

  private void field(String name, String value) {
    line.ascii(name);
    line.ascii("=");
    line.ascii(value);
  }

  private void escapedString(StreamCommand command, Attribute attribute) {
    line.escaped(command.array(), command.start(attribute), stringLength(command, attribute));
  }

  /** Joins directory and path after removing one trailing slash from each. */
  private static byte[] path(StreamCommand command, Attribute attribute, byte[] directory) {
    int at = command.start(attribute);
    int size = stringLength(command, attribute);
    if (directory.length + size >= PATH_LIMIT) {
      throw command.malformed("attribute " + attribute + " makes the path too long");
    }
    if (size > 0 && command.array()[at + size - 1] == '/') {
      size--;
    }
    int head = directory.length;
    if (directory[head - 1] == '/') {
      head--;
    }
    byte[] joined = new byte[head + 1 + size];
    System.arraycopy(directory, 0, joined, 0, head);
    joined[head] = '/';
    System.arraycopy(command.array(), at, joined, head + 1, size);
    return joined;
  }

  /** The bytes before the first zero byte. */
  private static int stringLength(StreamCommand command, Attribute attribute) {
    byte[] bytes = command.array();
    int at = command.start(attribute);
    int size = command.size(attribute);
    for (int i = 0; i < size; i++) {
      if (bytes[at + i] == 0) {
        return i;
      }
    }
    return size;
  }
}
