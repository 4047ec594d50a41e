package io.btrsend.cli;

import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.jobs.report.SubvolumeListing;

final class ListCommand extends ReportCommand {
  private final Argument<Boolean> uuids =
      Argument.flag("UUIDs too, in the lines of btrfs subvolume list -u -q -R.", "-u", "--uuids");

  ListCommand() {
    super(
        "list",
        "Lists the subvolumes of a filesystem.",
        "One JSON object for each subvolume, one a line.");
    add(uuids);
  }

  @Override
  Report report(Filesystem filesystem, boolean asJson) {
    SubvolumeListing listing = new SubvolumeListing(filesystem.subvolumes());
    if (asJson) {
      return new Report(listing.json(), listing.damage());
    }
    return new Report(uuids.value() ? listing.withUuids() : listing.table(), listing.damage());
  }
}
