package io.btrsend.cli;

import io.btrsend.engine.EngineException;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.text.NameText;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Stream;

/** A command that prints something about a filesystem, as text or as JSON. */
abstract class ReportCommand extends ImageCommand {
  private final Argument<Boolean> json;

  /**
   * What to print.
   *
   * @param lines of text or JSON
   * @param damage what they lack
   */
  record Report(Stream<String> lines, List<EngineException> damage) {}

  ReportCommand(String name, String description, String jsonDescription) {
    super(name, description);
    this.json = Argument.flag(jsonDescription, "--json");
    add(json);
  }

  abstract Report report(Filesystem filesystem, boolean asJson);

  @Override
  public final Integer call() throws IOException {
    PrintWriter out = commandLine().getOut();
    Messages messages = verbosity().messages(commandLine());
    try (Filesystem filesystem = images().open(EarlySettings.with(List.of()).send(), messages)) {
      ImageOptions.claims(filesystem).writeStandardOutput();
      Report report = report(filesystem, json.value());
      report.lines().forEach(out::println);
      out.flush();
      int exitCode = ExitCode.SUCCESS;
      for (EngineException damage : report.damage()) {
        Failure failure = Failure.of(damage);
        messages.error(NameText.of(images().naming(failure.message())));
        exitCode = exitCode == ExitCode.SUCCESS ? failure.exitCode() : exitCode;
      }
      return exitCode;
    }
  }
}
