package io.btrsend.cli;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Where the process starts. */
public final class Main {

  /** Every command there is, made only when it is needed: this is where a new one is registered. */
  private static final Map<String, Supplier<Object>> COMMANDS =
      new TreeMap<>(
          Map.of(
              "demo", DemoCommand::new,
              "dump", DumpCommand::new,
              "info", InfoCommand::new,
              "list", ListCommand::new,
              "send", SendCommand::new,
              "stat", StatCommand::new,
              "verify", VerifyCommand::new));

  private Main() {}

  /** Runs the command line and ends the process with its {@link ExitCode}. */
  public static void main(String[] arguments) {
    EarlyStart.begin(arguments);
    Interruption interruption = Interruption.watch();
    int exitCode = run(arguments);
    interruption.over();
    System.exit(exitCode);
  }

  static int run(String... arguments) {
    return commandLine(arguments).execute(arguments);
  }

  static CommandLine commandLine(String... arguments) {
    CommandLine root = new CommandLine(new BtrsendCommand());
    boolean known = arguments.length > 0 && COMMANDS.containsKey(arguments[0]);
    COMMANDS.forEach(
        (name, command) -> {
          if (!known || name.equals(arguments[0])) {
            root.addSubcommand(name, command.get());
          }
        });
    return root.setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(Main::explain)
        .setParameterExceptionHandler(Main::explainUsage);
  }

  private static int explain(Exception thrown, CommandLine command, ParseResult parsed) {
    if (thrown instanceof ParameterException usage) {
      return explainUsage(usage, parsed.originalArgs().toArray(String[]::new));
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

  private static int explainUsage(ParameterException thrown, String[] arguments) {
    CommandLine command = thrown.getCommandLine();
    String hint = " (try '" + command.getCommandSpec().qualifiedName() + " --help')";
    command.getErr().println("btrsend: " + oneLine(thrown.getMessage()) + hint);
    command.getErr().flush();
    return ExitCode.USAGE;
  }
}
