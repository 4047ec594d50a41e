package io.btrsend.engine.format;

/** The file type bits of a POSIX mode. */
public final class FileMode {
  public static final int TYPE_MASK = 0170000;
  public static final int SOCKET = 0140000;
  public static final int SYMLINK = 0120000;
  public static final int REGULAR = 0100000;
  public static final int BLOCK_DEVICE = 0060000;
  public static final int DIRECTORY = 0040000;
  public static final int CHARACTER_DEVICE = 0020000;
  public static final int FIFO = 0010000;

  private FileMode() {}

  public static boolean isDirectory(int mode) {
    return (mode & TYPE_MASK) == DIRECTORY;
  }

  public static boolean isRegular(int mode) {
    return (mode & TYPE_MASK) == REGULAR;
  }

  public static boolean isSymlink(int mode) {
    return (mode & TYPE_MASK) == SYMLINK;
  }
}
