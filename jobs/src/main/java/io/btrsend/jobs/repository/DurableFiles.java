package io.btrsend.jobs.repository;

import io.btrsend.jobs.output.FileOwnership;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Files of a repository, which nobody but their owner can read, and which outlast a loss of power.
 */
final class DurableFiles {
  private DurableFiles() {}

  /** Makes a file that must not exist, and has its bytes on the medium. */
  static void create(Path file, byte[] bytes) throws IOException {
    try (FileChannel out = create(file)) {
      ByteBuffer left = ByteBuffer.wrap(bytes);
      while (left.hasRemaining()) {
        out.write(left);
      }
      out.force(true);
    }
  }

  /** Makes a file that must not exist. */
  static FileChannel create(Path file) throws IOException {
    return FileChannel.open(
        file,
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
        FileOwnership.atCreation(file));
  }

  /** Makes a directory that must not exist, for its owner alone. */
  static void createDirectory(Path directory) throws IOException {
    boolean hasModes =
        Files.getFileStore(directory.toAbsolutePath().getParent())
            .supportsFileAttributeView("posix");
    FileAttribute<?>[] modes =
        hasModes
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
            }
            : new FileAttribute<?>[0];
    Files.createDirectory(directory, modes);
  }

  /** Makes the names in a directory last, where directories can be opened. */
  static void forceDirectory(Path directory) throws IOException {
    if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      try (FileChannel names = FileChannel.open(directory)) {
        names.force(true);
      }
    }
  }
}
