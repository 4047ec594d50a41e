package io.btrsend.cli;

import io.btrsend.engine.subvolume.Filesystem;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(name = "list", description = "Lists the subvolumes of a filesystem.")
final class ListCommand implements Callable<Integer>, ImageReader {
  @Spec private CommandSpec spec;
  @Mixin private ImageOptions images;
  @Mixin private VerbosityOptions verbosity;

  @Option(names = "--json", description = "One JSON object for each subvolume, one a line.")
  private boolean json;

  @Override
  public ImageOptions images() {
    return images;
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Messages messages = verbosity.messages(spec.commandLine().getErr());
    try (Filesystem filesystem = images.open(EarlySettings.with(List.of()).send(), messages)) {
      SubvolumeListing listing = new SubvolumeListing(filesystem.subvolumes());
      (json ? listing.json() : listing.table()).forEach(out::println);
    }
    out.flush();
    return ExitCode.SUCCESS;
  }
}
