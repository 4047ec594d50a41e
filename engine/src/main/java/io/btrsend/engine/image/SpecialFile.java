package io.btrsend.engine.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a path is that leads neither to a regular file nor to a directory. Source: stat(2). */
final class SpecialFile {
  private static final int TYPE = 0170000;
  private static final int FIFO = 0010000;
  private static final int CHARACTER_DEVICE = 0020000;
  private static final int SOCKET = 0140000;

  private SpecialFile() {}

  /** Its kind in words; null for a block device, and where the system knows no such kinds. */
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
