package io.btrsend.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "btrsend",
    version = "btrsend 1.0.0",
    mixinStandardHelpOptions = true,
    description = "Writes btrfs send streams from filesystem images, without mounting them.",
    scope = picocli.CommandLine.ScopeType.INHERIT,
    footer = {
      "",
      "Exit codes: 0 success, 1 internal error, 2 usage, 3 bad or unsupported image,",
      "4 request refused, 5 input or output error, 6 broken pipe, 7 complete but for",
      "unreadable ranges, 8 damaged stream, 130 interrupted."
    })
final class BtrsendCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }
}
