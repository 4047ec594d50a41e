package io.btrsend.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/** A command of the program; its result is an {@link ExitCode}. */
interface Subcommand extends Callable<Integer> {

  /** The command's name, options and parameters, which hold their values once they are parsed. */
  CommandSpec spec();
}
