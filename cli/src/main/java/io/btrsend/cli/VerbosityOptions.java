package io.btrsend.cli;

import io.btrsend.cli.Messages.Level;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** How much is said on standard error. */
final class VerbosityOptions {
  private final Argument<boolean[]> verbose =
      new Argument<>(
          OptionSpec.builder("-v", "--verbose")
              .type(boolean[].class)
              .initialValue(new boolean[0])
              .arity("0")
              .description("Says what is done; twice: with stack traces of errors.")
              .build());
  private final Argument<Boolean> quiet =
      Argument.flag("Says nothing but errors.", "-q", "--quiet");

  void addTo(Subcommand command) {
    command.add(verbose, quiet);
  }

  /** How to say things about the command that has the options. */
  Messages messages(CommandLine command) {
    return new Messages(command.getErr(), level(command));
  }

  /** Whether errors are told with their stack traces. */
  boolean traces() {
    return verbose.value().length > 1;
  }

  private Level level(CommandLine command) {
    boolean isQuiet = quiet.value();
    boolean isVerbose = verbose.value().length > 0;
    if (isQuiet && isVerbose) {
      throw new ParameterException(command, "-q and -v exclude each other");
    }
    if (isQuiet) {
      return Level.QUIET;
    }
    return isVerbose ? Level.VERBOSE : Level.NORMAL;
  }
}
