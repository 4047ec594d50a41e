package io.btrsend.jobs.output;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.nio.file.Path;
import java.util.Set;

/**
 * Which descriptor is standard output. The virtual machine reports a crash or a lack of memory to
 * number 1, whatever its options; so for a send the launcher makes standard error of that, and
 * passes standard output as number 0, which a send does not read.
 */
public final class StandardDescriptor {
  private static final boolean MOVED = "0".equals(System.getProperty("btrsend.stdout"));
  private static final Set<Path> NAMES =
      Set.of(Path.of("-"), Path.of("/dev/stdout"), Path.of("/dev/fd/1"));

  private StandardDescriptor() {}

  /** Writes to standard output; unbuffered. */
  public static FileOutputStream output() {
    return new FileOutputStream(MOVED ? FileDescriptor.in : FileDescriptor.out);
  }

  /** Where Linux shows what standard output is. */
  static Path path() {
    return Path.of(MOVED ? "/proc/self/fd/0" : "/proc/self/fd/1");
  }

  /** Whether a user means standard output by a path. */
  public static boolean isMeantBy(Path file) {
    return NAMES.contains(file);
  }
}
