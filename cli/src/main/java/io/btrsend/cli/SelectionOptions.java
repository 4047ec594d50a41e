package io.btrsend.cli;

import io.btrsend.jobs.send.NamedSelection;
import java.util.List;
import java.util.OptionalInt;

/** What is to be sent, and against what. */
final class SelectionOptions {
  private final Argument<String[]> subvolumes =
      Argument.repeatable(
          "SUBVOLUME",
          "What to send; default: the read-only subvolume, if there is only one.",
          "-s",
          "--subvolume");
  private final Argument<String> parent =
      Argument.option(
          String.class,
          "SUBVOLUME",
          "Send the difference to this one, which the receiver has.",
          "-p",
          "--parent");
  private final Argument<String[]> cloneSources =
      Argument.repeatable(
          "SUBVOLUME",
          "The receiver has this one too; without -p the parent is chosen among these.",
          "-c",
          "--clone-source");
  private final Argument<Boolean> joined =
      Argument.flag("With several subvolumes: one stream header and one end for all.", "-e");
  private final Argument<Integer> protocol =
      Argument.option(
          Integer.class,
          "N",
          "Protocol version, 0 for the newest; default 1, with --compressed-data 2.",
          "--proto");
  private final Argument<Boolean> compressed =
      Argument.flag("Send compressed data as it lies on disk.", "--compressed-data");
  private final Argument<Boolean> noData =
      Argument.flag("Send no file contents, only where they changed.", "--no-data");

  void addTo(Subcommand command) {
    command.add(subvolumes, parent, cloneSources, joined, protocol, compressed, noData);
  }

  /** Whether any of it was given. */
  boolean isGiven() {
    return subvolumes.value().length > 0
        || parent.value() != null
        || cloneSources.value().length > 0
        || joined.value()
        || protocol.value() != null
        || compressed.value()
        || noData.value();
  }

  NamedSelection selection() {
    Integer version = protocol.value();
    return new NamedSelection(
        List.of(subvolumes.value()),
        parent.value(),
        List.of(cloneSources.value()),
        joined.value(),
        version == null ? OptionalInt.empty() : OptionalInt.of(version),
        compressed.value(),
        noData.value());
  }
}
