package io.btrsend.cli;

import java.io.PrintWriter;

/**
 * What is said on standard error besides failures. Thread-safe.
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

  /** What everyone should know. */
  void notice(String line) {
    say(Level.NORMAL, line);
  }

  /** What was asked for with -v. */
  void detail(String line) {
    say(Level.VERBOSE, line);
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
