package io.btrsend.cli;

import java.nio.charset.StandardCharsets;
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
    Failure failure = Failure.of(thrown);
    if (!failure.message().isEmpty()) {
      command.getErr().println("btrsend: " + oneLine(namingImages(failure, command)));
    }
    if (isDebugging(parsed)) {
      thrown.printStackTrace(command.getErr());
    }
    command.getErr().flush();
    return failure.exitCode();
  }

  @Override
  public int handleParseException(ParameterException thrown, String[] arguments) {
    CommandLine command = thrown.getCommandLine();
    String hint = " (try '" + command.getCommandSpec().qualifiedName() + " --help')";
    command.getErr().println("btrsend: " + oneLine(thrown.getMessage()) + hint);
    command.getErr().flush();
    return ExitCode.USAGE;
  }

  /** The output's failures name the output; all others are about the images. */
  private static String namingImages(Failure failure, CommandLine command) {
    boolean aboutImages =
        failure.exitCode() == ExitCode.IMAGE || failure.exitCode() == ExitCode.REFUSED;
    return aboutImages && command.getCommand() instanceof ImageReader reader
        ? reader.images().naming(failure.message())
        : failure.message();
  }

  /** Names on disk may contain the end of a line, and worse. */
  private static String oneLine(String message) {
    return NameText.of(message.getBytes(StandardCharsets.UTF_8));
  }

  /** Whether -v was given more than once. */
  private static boolean isDebugging(ParseResult parsed) {
    ParseResult deepest = parsed.hasSubcommand() ? parsed.subcommand() : parsed;
    return deepest.hasMatchedOption('v') && deepest.matchedOption('v').typedValues().size() > 1;
  }
}
