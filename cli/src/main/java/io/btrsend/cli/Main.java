package io.btrsend.cli;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import picocli.CommandLine;

/** Where the process starts. */
public final class Main {

  /** Every command there is, made only when it is needed: this is where a new one is registered. */
  private static final Map<String, Supplier<Subcommand>> COMMANDS =
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
    EarlySettings.begin(arguments);
    Interruption interruption = Interruption.watch();
    int exitCode = run(arguments);
    interruption.over();
    System.exit(exitCode);
  }

  static int run(String... arguments) {
    return commandLine(arguments).execute(arguments);
  }

  static CommandLine commandLine(String... arguments) {
    CommandLine root = new BtrsendCommand().commandLine();
    boolean known = arguments.length > 0 && COMMANDS.containsKey(arguments[0]);
    COMMANDS.forEach(
        (name, command) -> {
          if (!known || name.equals(arguments[0])) {
            root.addSubcommand(command.get().commandLine());
          }
        });
    FailureReport report = new FailureReport();
    return root.setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(report)
        .setParameterExceptionHandler(report);
  }
}
