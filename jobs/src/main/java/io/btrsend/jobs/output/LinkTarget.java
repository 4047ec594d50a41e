package io.btrsend.jobs.output;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where a file is made or replaced that is named by a path. */
final class LinkTarget {
  private static final int MAX_LINKS = 40;

  private LinkTarget() {}

  /**
   * Follows symbolic links to their end, which need not exist.
   *
   * @return an absolute path that is no symbolic link
   * @throws FileSystemException if the links lead in a circle
   */
  static Path of(Path file) throws IOException {
    Path target = file.toAbsolutePath();
    for (int links = 0; Files.isSymbolicLink(target); links++) {
      if (links == MAX_LINKS) {
        throw new FileSystemException(file.toString(), null, "too many levels of symbolic links");
      }
      target = target.resolveSibling(Files.readSymbolicLink(target));
    }
    return target;
  }
}
