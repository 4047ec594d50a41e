package io.btrsend.cli;

import io.btrsend.engine.subvolume.Filesystem;
import java.util.stream.Stream;

final class ListCommand extends ReportCommand {
  ListCommand() {
    super(
        "list",
        "Lists the subvolumes of a filesystem.",
        "One JSON object for each subvolume, one a line.");
  }

  @Override
  Stream<String> report(Filesystem filesystem, boolean asJson) {
    SubvolumeListing listing = new SubvolumeListing(filesystem.subvolumes());
    return asJson ? listing.json() : listing.table();
  }
}
