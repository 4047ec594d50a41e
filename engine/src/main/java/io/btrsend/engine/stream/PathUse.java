package io.btrsend.engine.stream;

/** How a receiver treats the last component of a path. It follows all other components. */
enum PathUse {
  /** It uses the name itself, and does not follow a symbolic link. */
  NAME,

  /** It follows a symbolic link. */
  FOLLOWED,

  /** It follows a symbolic link and opens the target. */
  OPENED;

  /** The use of PATH in a command. */
  static PathUse of(CommandType type) {
    return switch (type) {
      case MKFILE, WRITE, ENCODED_WRITE, CLONE, TRUNCATE, FALLOCATE, ENABLE_VERITY, UPDATE_EXTENT ->
          OPENED;
      case CHMOD, FILEATTR -> FOLLOWED;
      default -> NAME;
    };
  }
}
