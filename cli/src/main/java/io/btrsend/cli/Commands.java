package io.btrsend.cli;

import picocli.CommandLine;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What all commands have in common. */
final class Commands {
  private static final String[] EXIT_CODES = {
    "",
    "Exit codes: 0 success, 1 internal error, 2 usage, 3 bad or unsupported image,",
    "4 request refused, 5 input or output error, 6 broken pipe, 7 complete but for",
    "unreadable ranges, 8 damaged stream, 130 interrupted."
  };

  private static final IFactory FACTORY = new Factory();

  private Commands() {}

  /** A command with no arguments yet but those that all have. */
  static CommandSpec spec(String name, Subcommand command, String... description) {
    CommandSpec spec =
        CommandSpec.wrapWithoutInspection(command, FACTORY)
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
    return spec;
  }

  static void add(CommandSpec spec, Argument<?>... arguments) {
    for (Argument<?> argument : arguments) {
      spec.add(argument.spec());
    }
  }

  static CommandLine line(Subcommand command) {
    return new CommandLine(command.spec(), FACTORY);
  }

  /** Does without the look into every library for Groovy that picocli's own begins with. */
  private static final class Factory implements IFactory {
    @Override
    public <K> K create(Class<K> type) throws ReflectiveOperationException {
      return type.getDeclaredConstructor().newInstance();
    }
  }
}
