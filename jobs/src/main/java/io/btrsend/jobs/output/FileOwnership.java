package io.btrsend.jobs.output;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whom a file belongs to and who may do what with it: for a new file the user who makes it, and
 * nobody else; for one that replaces another, the same as for that. Systems that know no modes are
 * left alone.
 */
public final class FileOwnership {
  private static final String MODE = "mode";
  private static final int MODE_BITS = 07777;
  private static final int OTHERS = 077;
  private static final Map<String, Object> PRIVATE = Map.of(MODE, 0600);

  /** A change of the owner takes bits of the mode away. */
  private static final List<String> ORDER = List.of("gid", "uid", MODE);

  private static final FileAttribute<?> PRIVATE_AT_CREATION =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path target;
  private final Map<String, Object> wanted;

  private FileOwnership(Path target, Map<String, Object> wanted) {
    this.target = target;
    this.wanted = wanted;
  }

  /** Whether the system that a file is on has modes and owners. */
  static boolean isKnown(Path file) {
    return file.getFileSystem().supportedFileAttributeViews().contains("unix");
  }

  /** For a file that will replace another one, or be new if there is none. */
  static FileOwnership ofReplacement(Path target) throws IOException {
    if (!isKnown(target)) {
      return new FileOwnership(target, Map.of());
    }
    if (!Files.exists(target)) {
      return new FileOwnership(target, PRIVATE);
    }
    Map<String, Object> same = new HashMap<>();
    for (String name : ORDER) {
      same.put(name, get(target, name));
    }
    return new FileOwnership(target, same);
  }

  /** What to create a file with, so that it is never open to others. */
  public static FileAttribute<?>[] atCreation(Path file) {
    return isKnown(file) ? new FileAttribute<?>[] {PRIVATE_AT_CREATION} : new FileAttribute<?>[0];
  }

  /**
   * Gives a file what it is to have.
   *
   * @throws FileSystemException if that is the owner, group or mode of another file and the system
   *     refuses
   */
  void give(Path file) throws IOException {
    for (String name : ORDER) {
      Object value = wanted.get(name);
      if (value == null || value.equals(get(file, name))) {
        continue;
      }
      try {
        Files.setAttribute(file, "unix:" + name, value);
      } catch (FileSystemException e) {
        if (isReplacement()) {
          throw new FileSystemException(
              target.toString(),
              null,
              "cannot be replaced by a file of the same owner, group and mode: " + e.getReason());
        }
      }
    }
  }

  /** What a user should know about a file that was given this; empty if all is as it should be. */
  Optional<String> notice(Path file) throws IOException {
    if (!isKnown(file) || isReplacement() || ((Integer) get(file, MODE) & OTHERS) == 0) {
      return Optional.empty();
    }
    return Optional.of(target + ": others can read it, since its filesystem keeps no modes");
  }

  private boolean isReplacement() {
    return wanted.containsKey("uid");
  }

  private static Object get(Path file, String name) throws IOException {
    Object value = Files.getAttribute(file, "unix:" + name);
    return name.equals(MODE) ? (Integer) value & MODE_BITS : value;
  }
}
