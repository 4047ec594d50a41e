package io.btrsend.cli;

import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.jobs.report.FilesystemReport;
import java.util.List;
import java.util.stream.Stream;

final class InfoCommand extends ReportCommand {
  InfoCommand() {
    super("info", "Shows what a filesystem consists of.", "As one JSON object.");
  }

  @Override
  Report report(Filesystem filesystem, boolean asJson) {
    FilesystemReport report = FilesystemReport.of(filesystem);
    return new Report(asJson ? Stream.of(report.json()) : report.lines().stream(), List.of());
  }
}
