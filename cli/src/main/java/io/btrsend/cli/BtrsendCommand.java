package io.btrsend.cli;

import picocli.CommandLine.ParameterException;

/** The program without a command. */
final class BtrsendCommand extends Subcommand {
  BtrsendCommand() {
    super("btrsend", "Writes btrfs send streams from filesystem images, without mounting them.");
  }

  @Override
  public Integer call() {
    throw new ParameterException(commandLine(), "a command is missing");
  }
}
