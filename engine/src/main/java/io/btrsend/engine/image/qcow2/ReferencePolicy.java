package io.btrsend.engine.image.qcow2;

import io.btrsend.engine.ImageAccessException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which files an image may make us open. An image may come from a stranger, so by itself it leads
 * to regular files in the directory in which it was found, and below; links that lead out of it do
 * not count. Directories that the user names as well may hold block devices too. A path is resolved
 * to its real one before anything is opened. Thread-safe.
 */
final class ReferencePolicy {
  /** As QEMU would read it; one letter is a drive of Windows. */
  private static final Pattern PROTOCOL =
      Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*", Pattern.DOTALL);

  private static final String FILE_PROTOCOL = "file:";

  /**
   * A file that an image refers to.
   *
   * @param named where the reference leads, links unresolved: relative references of that file
   *     start in this directory
   * @param real what is opened
   */
  record Reference(Path named, Path real) {}

  private final Path home;
  private final List<Path> allowed = new ArrayList<>();

  /**
   * @param home the directory of the image that the user named
   * @param allowed directories that may be used besides
   */
  ReferencePolicy(Path home, List<Path> allowed) {
    this.home = real(home, home.toString());
    for (Path directory : allowed) {
      this.allowed.add(real(directory, directory.toString()));
    }
  }

  /**
   * The file that an image refers to.
   *
   * @param referrer how error messages begin: the image, and what the file is to it
   * @param directory where the image is; relative names start there
   * @param name as the image has it
   * @throws ImageAccessException if there is no such file, or it must not be opened
   */
  Reference resolve(String referrer, Path directory, String name) {
    String path = name.startsWith(FILE_PROTOCOL) ? name.substring(FILE_PROTOCOL.length()) : name;
    if (PROTOCOL.matcher(path).matches()) {
      throw new ImageAccessException(
          referrer + " " + printable(name) + " is not a file: not opened");
    }
    Path named;
    try {
      named = directory.resolve(path);
    } catch (InvalidPathException e) {
      throw new ImageAccessException(referrer + " " + printable(name) + " is not a path", e);
    }
    Path file = real(named, referrer + " " + printable(name));
    boolean isAtHome = file.startsWith(home) && Files.isRegularFile(file);
    if (!isAtHome && !isInside(file, allowed)) {
      throw new ImageAccessException(
          referrer
              + " "
              + file
              + " is not a file in the image's directory "
              + home
              + ": not opened without --allow-backing "
              + file.getParent());
    }
    return new Reference(named, file);
  }

  private static boolean isInside(Path file, List<Path> directories) {
    for (Path directory : directories) {
      if (file.startsWith(directory)) {
        return true;
      }
    }
    return false;
  }

  /** The path without links; there must be such a file. */
  static Path real(Path path, String what) {
    try {
      return path.toRealPath();
    } catch (NoSuchFileException e) {
      throw new ImageAccessException(what + ": no such file or directory", e);
    } catch (IOException e) {
      throw new ImageAccessException(what + ": " + e.getMessage(), e);
    }
  }

  /** A name from an image in one line. */
  static String printable(String name) {
    StringBuilder text = new StringBuilder();
    name.codePoints().forEach(c -> text.appendCodePoint(Character.isISOControl(c) ? '?' : c));
    return text.toString();
  }
}
