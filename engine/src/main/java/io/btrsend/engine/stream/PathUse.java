package io.btrsend.engine.stream;

/** What a receiver does with the last component of a path. All others it follows, as any path. */
enum PathUse {
  /** It deals with the name, or with what bears it if that is a symbolic link. */
  NAME,

  /** It follows a symbolic link. */
  FOLLOWED,

  /** It follows a symbolic link and opens what is there. */
  OPENED;

  /** How a command uses its PATH. */
  static PathUse of(CommandType type) {
    return switch (type) {
      case MKFILE, WRITE, ENCODED_WRITE, CLONE, TRUNCATE, FALLOCATE, ENABLE_VERITY, UPDATE_EXTENT ->
          OPENED;
      case CHMOD, FILEATTR -> FOLLOWED;
      default -> NAME;
    };
  }
}
