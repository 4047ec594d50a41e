package io.btrsend.engine.stream;

/**
 * The attributes of the commands of a send stream (stream description, section 4).
 *
 * <pre>
 * attribute := type:u16 size:u16 value[size]
 *            | 19:u16 value[all that remains of the payload]     version 2 and later, DATA only
 * </pre>
 */
public enum Attribute {
  UUID(1, 1, Kind.UUID),
  CTRANSID(2, 1, Kind.U64),
  INO(3, 1, Kind.U64),
  SIZE(4, 1, Kind.U64),
  MODE(5, 1, Kind.U64),
  UID(6, 1, Kind.U64),
  GID(7, 1, Kind.U64),
  RDEV(8, 1, Kind.U64),
  CTIME(9, 1, Kind.TIMESPEC),
  MTIME(10, 1, Kind.TIMESPEC),
  ATIME(11, 1, Kind.TIMESPEC),
  /** The number is reserved since version 1, but only streams of version 2 and later contain it. */
  OTIME(12, 2, Kind.TIMESPEC),
  XATTR_NAME(13, 1, Kind.STRING),
  XATTR_DATA(14, 1, Kind.DATA),
  PATH(15, 1, Kind.STRING),
  PATH_TO(16, 1, Kind.STRING),
  PATH_LINK(17, 1, Kind.STRING),
  FILE_OFFSET(18, 1, Kind.U64),
  /** Has no size field from version 2 on: its value extends to the end of the command. */
  DATA(19, 1, Kind.DATA),
  CLONE_UUID(20, 1, Kind.UUID),
  CLONE_CTRANSID(21, 1, Kind.U64),
  CLONE_PATH(22, 1, Kind.STRING),
  CLONE_OFFSET(23, 1, Kind.U64),
  CLONE_LEN(24, 1, Kind.U64),
  FALLOCATE_MODE(25, 2, Kind.U32),
  FILEATTR(26, 2, Kind.U64),
  UNENCODED_FILE_LEN(27, 2, Kind.U64),
  UNENCODED_LEN(28, 2, Kind.U64),
  UNENCODED_OFFSET(29, 2, Kind.U64),
  COMPRESSION(30, 2, Kind.U32),
  ENCRYPTION(31, 2, Kind.U32),
  VERITY_ALGORITHM(32, 3, Kind.U8),
  VERITY_BLOCK_SIZE(33, 3, Kind.U32),
  VERITY_SALT_DATA(34, 3, Kind.DATA),
  VERITY_SIG_DATA(35, 3, Kind.DATA);

  /** The highest attribute number of any version. */
  public static final int MAX_NUMBER = 35;

  /** The kind of value. */
  public enum Kind {
    U8(1),
    U32(4),
    U64(8),
    /** 16 bytes in textual order. */
    UUID(16),
    /** Seconds (signed 64 bits), then nanoseconds (unsigned 32 bits). */
    TIMESPEC(12),
    /** A name or path: raw bytes, no terminator. */
    STRING(-1),
    /** Raw bytes. */
    DATA(-1);

    private final int size;

    Kind(int size) {
      this.size = size;
    }

    /** The size in bytes of every value of this kind, or -1 if values differ in size. */
    public int size() {
      return size;
    }
  }

  private static final Attribute[] BY_NUMBER = new Attribute[MAX_NUMBER + 1];

  static {
    for (Attribute attribute : values()) {
      BY_NUMBER[attribute.number] = attribute;
    }
  }

  private final int number;
  private final int since;
  private final Kind kind;

  Attribute(int number, int since, Kind kind) {
    this.number = number;
    this.since = since;
    this.kind = kind;
  }

  /** The number in the stream, 1..35. */
  public int number() {
    return number;
  }

  /** The first stream version that may carry this attribute. */
  public int since() {
    return since;
  }

  public Kind kind() {
    return kind;
  }

  /** The attribute with this number, or null if no version has it. */
  public static Attribute ofNumber(int number) {
    return number < 0 || number > MAX_NUMBER ? null : BY_NUMBER[number];
  }
}
