package io.btrsend.cli;

import picocli.CommandLine.ParameterException;

/** The commands about a repository as a whole. */
final class RepositoryCommand extends Subcommand {
  RepositoryCommand(StandardError error) {
    super("repository", "Lists, checks, prunes or repairs a repository of streams.");
    commandLine().addSubcommand(new RepositoryListCommand().commandLine());
    commandLine().addSubcommand(new RepositoryCheckCommand(error).commandLine());
    commandLine().addSubcommand(new RepositoryPruneCommand().commandLine());
    commandLine().addSubcommand(new RepositoryRepairCommand(error).commandLine());
  }

  @Override
  public Integer call() {
    throw new ParameterException(commandLine(), "a command is missing: list, check, prune, repair");
  }
}
