package io.btrsend.cli;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** Where the process starts. */
public final class Main {

  /** Every command there is; {@link #command} makes them. */
  private static final List<String> COMMANDS =
      List.of(
          "apply",
          "backup",
          "cat",
          "demo",
          "dump",
          "extract",
          "info",
          "list",
          "ls",
          "repository",
          "restore",
          "roots",
          "scrub",
          "send",
          "stat",
          "token",
          "verify");

  /** Those whose arguments after {@code --} name files. */
  private static final List<String> FILES_COMMANDS = List.of("cat", "extract", "ls");

  private final StandardOutput out;
  private final StandardError error;
  private final Interruption interruption;

  /**
   * @param out what commands print to
   * @param error where they tell of failures, and how far they are
   * @param interruption is told of what they write
   */
  Main(StandardOutput out, StandardError error, Interruption interruption) {
    this.out = out;
    this.error = error;
    this.interruption = interruption;
  }

  /** Runs the command line and ends the process with its {@link ExitCode}. */
  public static void main(String[] arguments) {
    EarlySettings.begin(arguments);
    StandardError error = StandardError.ofProcess();
    Interruption interruption = Interruption.watch(error);
    Main main = new Main(StandardOutput.ofProcess(), error, interruption);
    interruption.end(main.run(main.commandLine(arguments), arguments));
  }

  /**
   * Runs a command line. That all it printed has arrived belongs to its success.
   *
   * @return an {@link ExitCode}
   */
  int run(CommandLine root, String... arguments) {
    int exitCode = execute(root, arguments);
    Optional<IOException> failure = out.failure();
    return exitCode == ExitCode.SUCCESS && failure.isPresent()
        ? FailureReport.tell(failure.get(), root)
        : exitCode;
  }

  private static int execute(CommandLine root, String... arguments) {
    try {
      return root.execute(before(arguments));
    } catch (Error e) {
      // Of the virtual machine, for instance: picocli hands over exceptions only.
      return FailureReport.tell(e, deepest(root));
    }
  }

  /** The command that was asked for, if it came to that. */
  private static CommandLine deepest(CommandLine root) {
    ParseResult parsed = root.getParseResult();
    return parsed != null && parsed.hasSubcommand()
        ? parsed.subcommand().commandSpec().commandLine()
        : root;
  }

  CommandLine commandLine(String... arguments) {
    CommandLine root = new BtrsendCommand().commandLine();
    boolean known = arguments.length > 0 && COMMANDS.contains(arguments[0]);
    for (String name : known ? List.of(arguments[0]) : COMMANDS) {
      root.addSubcommand(command(name, after(arguments)).commandLine());
    }
    FailureReport report = new FailureReport();
    // Subvolumes are often named @home: that does not mean a file of arguments.
    return root.setCaseInsensitiveEnumValuesAllowed(true)
        .setExpandAtFiles(false)
        .setOut(out.text())
        .setErr(error.text())
        .setExecutionExceptionHandler(report)
        .setParameterExceptionHandler(report);
  }

  /** What stands after {@code --}, for commands that read files. */
  private static List<String> after(String... arguments) {
    int delimiter = delimiter(arguments);
    return delimiter < 0 ? List.of() : List.of(arguments).subList(delimiter + 1, arguments.length);
  }

  /** What the parser sees: for commands that read files what stands before {@code --}. */
  private static String[] before(String... arguments) {
    int delimiter = delimiter(arguments);
    String[] parsed = delimiter < 0 ? arguments : Arrays.copyOf(arguments, delimiter);
    boolean backsUp = parsed.length > 0 && parsed[0].equals("backup");
    return backsUp ? BackupCommand.withLevel(parsed) : parsed;
  }

  private static int delimiter(String... arguments) {
    boolean readsFiles = arguments.length > 0 && FILES_COMMANDS.contains(arguments[0]);
    return readsFiles ? List.of(arguments).indexOf("--") : -1;
  }

  /** Made by name, so that nothing is loaded of the commands that are not asked for. */
  private Subcommand command(String name, List<String> files) {
    return switch (name) {
      case "apply" -> new ApplyCommand(error);
      case "backup" -> new BackupCommand(error);
      case "cat" -> new CatCommand(files);
      case "extract" -> new ExtractCommand(error, interruption, files);
      case "ls" -> new LsCommand(files);
      case "demo" -> new DemoCommand(error, interruption);
      case "dump" -> new DumpCommand(out);
      case "info" -> new InfoCommand();
      case "list" -> new ListCommand();
      case "repository" -> new RepositoryCommand(error);
      case "restore" -> new RestoreCommand(error, interruption);
      case "roots" -> new RootsCommand(error, interruption);
      case "scrub" -> new ScrubCommand(error);
      case "send" -> new SendCommand(error, interruption);
      case "stat" -> new StatCommand(error);
      case "token" -> new TokenCommand(error);
      case "verify" -> new VerifyCommand(error);
      default -> throw new IllegalArgumentException(name);
    };
  }
}
