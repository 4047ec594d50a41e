package io.btrsend.cli;

import io.btrsend.engine.subvolume.Filesystem;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

final class ListCommand implements ImageReader {
  private final CommandSpec spec =
      Commands.spec("list", this, "Lists the subvolumes of a filesystem.");
  private final ImageOptions images = new ImageOptions();
  private final VerbosityOptions verbosity = new VerbosityOptions();
  private final Argument<Boolean> json =
      Argument.flag("One JSON object for each subvolume, one a line.", "--json");

  ListCommand() {
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
      SubvolumeListing listing = new SubvolumeListing(filesystem.subvolumes());
      (json.value() ? listing.json() : listing.table()).forEach(out::println);
    }
    out.flush();
    return ExitCode.SUCCESS;
  }
}
