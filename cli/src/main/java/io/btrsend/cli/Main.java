package io.btrsend.cli;

import java.util.List;
import picocli.CommandLine;

/** Where the process starts. */
public final class Main {

  /** Every command there is; {@link #command} makes them. */
  private static final List<String> COMMANDS =
      List.of("demo", "dump", "info", "list", "send", "stat", "verify");

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
    boolean known = arguments.length > 0 && COMMANDS.contains(arguments[0]);
    for (String name : known ? List.of(arguments[0]) : COMMANDS) {
      root.addSubcommand(command(name).commandLine());
    }
    FailureReport report = new FailureReport();
    // Subvolumes are often named @home: that does not mean a file of arguments.
    return root.setCaseInsensitiveEnumValuesAllowed(true)
        .setExpandAtFiles(false)
        .setExecutionExceptionHandler(report)
        .setParameterExceptionHandler(report);
  }

  /** Made by name, so that nothing is loaded of the commands that are not asked for. */
  private static Subcommand command(String name) {
    return switch (name) {
      case "demo" -> new DemoCommand();
      case "dump" -> new DumpCommand();
      case "info" -> new InfoCommand();
      case "list" -> new ListCommand();
      case "send" -> new SendCommand();
      case "stat" -> new StatCommand();
      case "verify" -> new VerifyCommand();
      default -> throw new IllegalArgumentException(name);
    };
  }
}
