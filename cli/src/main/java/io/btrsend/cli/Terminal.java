package io.btrsend.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether the standard streams are terminals, and what these can show. */
final class Terminal {
  private Terminal() {}

  static boolean isOutput() {
    return isTerminal("stdout", 1);
  }

  static boolean isError() {
    return isTerminal("stderr", 2);
  }

  /** Whether lines cannot be drawn again on the terminal. */
  static boolean isDumb() {
    String kind = System.getenv("TERM");
    return kind == null || kind.isEmpty() || kind.equals("dumb");
  }

  /**
   * Whether the process is not in the background of the terminal, where it would draw over what the
   * user types. Linux tells; elsewhere it is assumed.
   */
  static boolean isForeground() {
    try {
      String status = Files.readString(Path.of("/proc/self/stat"), StandardCharsets.ISO_8859_1);
      // After the name in parentheses: state, parent, process group, session, terminal, its group.
      String[] fields = status.substring(status.lastIndexOf(')') + 2).split(" ", -1);
      return fields[5].equals("-1") || fields[5].equals(fields[2]);
    } catch (IOException e) {
      return true;
    }
  }

  /** Whether it shows more than ASCII; the launcher knows, since Java is told another language. */
  static boolean isUnicode() {
    return Boolean.getBoolean("btrsend.terminal.utf8");
  }

  /**
   * The launcher knows for certain and says so; without it, what Linux shows of the descriptor, or
   * no.
   */
  private static boolean isTerminal(String name, int descriptor) {
    String said = System.getProperty("btrsend.terminal." + name);
    if (said != null) {
      return Boolean.parseBoolean(said);
    }
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }
}
