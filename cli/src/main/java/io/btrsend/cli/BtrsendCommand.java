package io.btrsend.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The program without a command. */
final class BtrsendCommand implements Subcommand {
  private final CommandSpec spec =
      Commands.spec(
          "btrsend",
          this,
          "Writes btrfs send streams from filesystem images, without mounting them.");

  @Override
  public CommandSpec spec() {
    return spec;
  }

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }
}
