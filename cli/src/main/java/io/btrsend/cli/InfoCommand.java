package io.btrsend.cli;

import io.btrsend.engine.subvolume.Filesystem;
import java.util.stream.Stream;

final class InfoCommand extends ReportCommand {
  InfoCommand() {
    super("info", "Shows what a filesystem consists of.", "As one JSON object.");
  }

  @Override
  Stream<String> report(Filesystem filesystem, boolean asJson) {
    FilesystemReport report = FilesystemReport.of(filesystem);
    return asJson ? Stream.of(report.json()) : report.lines().stream();
  }
}
