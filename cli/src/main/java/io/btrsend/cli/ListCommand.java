package io.btrsend.cli;

import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.jobs.report.SubvolumeListing;

final class ListCommand extends ReportCommand {
  ListCommand() {
    super(
        "list",
        "Lists the subvolumes of a filesystem.",
        "One JSON object for each subvolume, one a line.");
  }

  @Override
  Report report(Filesystem filesystem, boolean asJson) {
    SubvolumeListing listing = new SubvolumeListing(filesystem.subvolumes());
    return new Report(asJson ? listing.json() : listing.table(), listing.damage());
  }
}
