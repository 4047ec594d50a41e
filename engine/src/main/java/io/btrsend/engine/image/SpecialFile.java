package io.btrsend.engine.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The type of a file that is neither a regular file nor a directory. Source: stat(2). */
final class SpecialFile {
  private static final int TYPE = 0170000;
  private static final int FIFO = 0010000;
  private static final int CHARACTER_DEVICE = 0020000;
  private static final int SOCKET = 0140000;

  private SpecialFile() {}

  /** The type in words; null for a block device, and on systems without such types. */
  static String kindUnlessBlockDevice(Path file) throws IOException {
    if (!file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      return null;
    }
    int mode = (Integer) Files.getAttribute(file, "unix:mode");
    return switch (mode & TYPE) {
      case FIFO -> "named pipe";
      case CHARACTER_DEVICE -> "character device";
      case SOCKET -> "socket";
      default -> null;
    };
  }
}
