package io.btrsend.cli;

import com.typesafe.config.ConfigFactory;
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
    prepareInBackground();
    System.exit(run(arguments));
  }

  /** Reading the configuration takes as long as understanding the command line, so they overlap. */
  private static void prepareInBackground() {
    Thread thread = new Thread(ConfigFactory::load, "preparation");
    thread.setDaemon(true);
    thread.start();
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
      command.getErr().println("btrsend: " + failure.message());
    }
    if (isDebugging(parsed)) {
      thrown.printStackTrace(command.getErr());
    }
    command.getErr().flush();
    return failure.exitCode();
  }

  /** Whether -v was given more than once. */
  private static boolean isDebugging(ParseResult parsed) {
    ParseResult deepest = parsed.hasSubcommand() ? parsed.subcommand() : parsed;
    return deepest.hasMatchedOption('v') && deepest.matchedOption('v').typedValues().size() > 1;
  }

  private static int explainUsage(ParameterException thrown, String[] arguments) {
    CommandLine command = thrown.getCommandLine();
    command.getErr().println("btrsend: " + thrown.getMessage());
    command.getErr().println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    command.getErr().flush();
    return ExitCode.USAGE;
  }
}
