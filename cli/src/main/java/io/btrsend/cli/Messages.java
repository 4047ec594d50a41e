package io.btrsend.cli;

import java.io.PrintWriter;
import java.util.List;

/**
 * What is said on standard error besides the failure that ends a command. Thread-safe.
 *
 * @param out standard error
 * @param level how much to say
 */
record Messages(PrintWriter out, Level level) {

  /** How much is said. */
  enum Level {
    QUIET,
    NORMAL,
    VERBOSE
  }

  /** What is said in any case. */
  void error(String line) {
    say(Level.QUIET, line);
  }

  /** What everyone should know. */
  void notice(String line) {
    say(Level.NORMAL, line);
  }

  /** As {@link #error}, for each line. */
  void errors(List<String> lines) {
    for (String line : lines) {
      error(line);
    }
  }

  /** As {@link #notice}, for each line. */
  void notices(List<String> lines) {
    for (String line : lines) {
      notice(line);
    }
  }

  /** What was asked for with -v. */
  void detail(String line) {
    say(Level.VERBOSE, line);
  }

  boolean isQuiet() {
    return level == Level.QUIET;
  }

  boolean isVerbose() {
    return level == Level.VERBOSE;
  }

  private void say(Level least, String line) {
    if (level.compareTo(least) >= 0) {
      out.println("btrsend: " + line);
      out.flush();
    }
  }
}
