package io.btrsend.cli;

import io.btrsend.engine.subvolume.Filesystem;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

final class InfoCommand implements ImageReader {
  private final CommandSpec spec =
      Commands.spec("info", this, "Shows what a filesystem consists of.");
  private final ImageOptions images = new ImageOptions();
  private final VerbosityOptions verbosity = new VerbosityOptions();
  private final Argument<Boolean> json = Argument.flag("As one JSON object.", "--json");

  InfoCommand() {
    images.addTo(spec);
    verbosity.addTo(spec);
    Commands.add(spec, json);
  }

  @Override
  public CommandSpec spec() {
    return spec;
  }

  @Override
  public ImageOptions images() {
    return images;
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Messages messages = verbosity.messages(spec.commandLine());
    try (Filesystem filesystem = images.open(EarlySettings.with(List.of()).send(), messages)) {
      FilesystemReport report = FilesystemReport.of(filesystem);
      (json.value() ? List.of(report.json()) : report.lines()).forEach(out::println);
    }
    out.flush();
    return ExitCode.SUCCESS;
  }
}
