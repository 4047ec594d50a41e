package io.btrsend.cli;

import io.btrsend.cli.Messages.Level;
import java.io.PrintWriter;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** How much is said on standard error. */
final class VerbosityOptions {
  @ArgGroup private Choice choice = new Choice();

  private static final class Choice {
    @Option(
        names = {"-v", "--verbose"},
        description = "Says what is done, and how far it is; twice: with stack traces of errors.")
    private boolean[] verbose = {};

    @Option(
        names = {"-q", "--quiet"},
        description = "Says nothing but errors.")
    private boolean quiet;
  }

  Messages messages(PrintWriter err) {
    return new Messages(err, level());
  }

  Level level() {
    if (choice.quiet) {
      return Level.QUIET;
    }
    return choice.verbose.length > 0 ? Level.VERBOSE : Level.NORMAL;
  }
}
