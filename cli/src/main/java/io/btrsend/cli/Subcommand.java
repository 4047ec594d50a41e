package io.btrsend.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * A command of the program, and what all of them have in common; its result is an {@link ExitCode}.
 * Arguments that are added have their values once the command line is parsed.
 */
abstract class Subcommand implements Callable<Integer> {
  private static final String[] EXIT_CODES = {
    "",
    "Exit codes: 0 success, 1 internal error or no Java, 2 usage, 3 bad or unsupported",
    "image, 4 request refused, 5 input or output error, 6 broken pipe, 7 complete but",
    "for unreadable ranges, 8 damaged stream, 9 not verified, 10 some items failed,",
    "11 damage that can be repaired, 130 interrupted."
  };

  private static final IFactory FACTORY = new Factory();

  private final CommandLine line;

  /** A command with no arguments yet but those that all have. */
  Subcommand(String name, String... description) {
    CommandSpec spec =
        CommandSpec.wrapWithoutInspection(this, FACTORY)
            .name(name)
            .version("btrsend 1.0.0")
            .addOption(
                OptionSpec.builder("-h", "--help")
                    .usageHelp(true)
                    .description("Show this help message and exit.")
                    .build())
            .addOption(
                OptionSpec.builder("-V", "--version")
                    .versionHelp(true)
                    .description("Print version information and exit.")
                    .build());
    spec.usageMessage().description(description).footer(EXIT_CODES);
    line = new CommandLine(spec, FACTORY);
  }

  final void add(Argument<?>... arguments) {
    for (Argument<?> argument : arguments) {
      line.getCommandSpec().add(argument.spec());
    }
  }

  /** What parses the command's arguments, and what is printed to. */
  final CommandLine commandLine() {
    return line;
  }

  /** Does without the look into every library for Groovy that picocli's own begins with. */
  private static final class Factory implements IFactory {
    @Override
    public <K> K create(Class<K> type) throws ReflectiveOperationException {
      return type.getDeclaredConstructor().newInstance();
    }
  }
}
