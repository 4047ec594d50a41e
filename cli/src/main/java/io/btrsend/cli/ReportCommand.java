package io.btrsend.cli;

import io.btrsend.engine.subvolume.Filesystem;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Stream;

/** A command that prints something about a filesystem, as text or as JSON. */
abstract class ReportCommand extends Subcommand implements ImageReader {
  private final ImageOptions images = new ImageOptions();
  private final VerbosityOptions verbosity = new VerbosityOptions();
  private final Argument<Boolean> json;

  ReportCommand(String name, String description, String jsonDescription) {
    super(name, description);
    this.json = Argument.flag(jsonDescription, "--json");
    images.addTo(this);
    verbosity.addTo(this);
    add(json);
  }

  /** The lines to print. */
  abstract Stream<String> report(Filesystem filesystem, boolean asJson);

  @Override
  public final ImageOptions images() {
    return images;
  }

  @Override
  public final Integer call() {
    PrintWriter out = commandLine().getOut();
    Messages messages = verbosity.messages(commandLine());
    try (Filesystem filesystem = images.open(EarlySettings.with(List.of()).send(), messages)) {
      report(filesystem, json.value()).forEach(out::println);
    }
    out.flush();
    return ExitCode.SUCCESS;
  }
}
