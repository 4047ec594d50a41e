package io.btrsend.cli;

import io.btrsend.engine.text.NameText;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Tells a failure on standard error, in one line, and knows its exit code. A class with a name
 * rather than two lambdas, because picocli's interfaces could not be in the class-data archive
 * then.
 */
final class FailureReport implements IExecutionExceptionHandler, IParameterExceptionHandler {

  @Override
  public int handleExecutionException(Exception thrown, CommandLine command, ParseResult parsed) {
    if (thrown instanceof ParameterException usage) {
      return handleParseException(usage, parsed.originalArgs().toArray(String[]::new));
    }
    return tell(thrown, command);
  }

  /** Tells of anything thrown, an error of the virtual machine included. */
  static int tell(Throwable thrown, CommandLine command) {
    Failure failure = Failure.of(thrown);
    if (!failure.message().isEmpty()) {
      command.getErr().println("btrsend: " + NameText.of(namingImages(failure, command)));
    }
    if (command.getCommand() instanceof ImageCommand images && images.verbosity().traces()) {
      thrown.printStackTrace(command.getErr());
    }
    command.getErr().flush();
    return failure.exitCode();
  }

  @Override
  public int handleParseException(ParameterException thrown, String[] arguments) {
    CommandLine command = thrown.getCommandLine();
    String hint = " (try '" + command.getCommandSpec().qualifiedName() + " --help')";
    command.getErr().println("btrsend: " + NameText.of(thrown.getMessage()) + hint);
    command.getErr().flush();
    return ExitCode.USAGE;
  }

  /** The output's failures name the output; all others are about the images. */
  private static String namingImages(Failure failure, CommandLine command) {
    boolean aboutImages =
        failure.exitCode() == ExitCode.IMAGE || failure.exitCode() == ExitCode.REFUSED;
    return aboutImages && command.getCommand() instanceof ImageCommand reader
        ? reader.images().naming(failure.message())
        : failure.message();
  }
}
