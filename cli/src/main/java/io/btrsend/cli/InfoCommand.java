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

@Command(name = "info", description = "Shows what a filesystem consists of.")
final class InfoCommand implements Callable<Integer>, ImageReader {
  @Spec private CommandSpec spec;
  @Mixin private ImageOptions images;
  @Mixin private VerbosityOptions verbosity;

  @Option(names = "--json", description = "As one JSON object.")
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
      FilesystemReport report = FilesystemReport.of(filesystem);
      (json ? List.of(report.json()) : report.lines()).forEach(out::println);
    }
    out.flush();
    return ExitCode.SUCCESS;
  }
}
