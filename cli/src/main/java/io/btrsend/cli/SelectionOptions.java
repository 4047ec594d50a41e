package io.btrsend.cli;

import io.btrsend.jobs.send.NamedSelection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.ParameterException;

/** What is to be sent, and against what. */
final class SelectionOptions {
  private static final Pattern UUID_TEXT =
      Pattern.compile("\\b[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\\b");

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
          "Send the difference to this one, which the receiver has; auto: to the one\n"
              + "of -c and --have that makes the smallest stream.",
          "-p",
          "--parent");
  private final Argument<String[]> cloneSources =
      Argument.repeatable(
          "SUBVOLUME",
          "The receiver has this one too; without -p the parent is chosen among these.",
          "-c",
          "--clone-source");
  private final Argument<Path> have =
      Argument.option(
          Path.class,
          "FILE",
          "With -p auto: the receiver has the subvolumes whose UUIDs are in this file,\n"
              + "like the output of 'btrfs subvolume list -uR' there.",
          "--have");
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

  private final Argument<Boolean> allowWritable =
      Argument.flag(
          "Send subvolumes that are not read-only too, the top level as well, as they are.",
          "--allow-writable");

  void addTo(Subcommand command) {
    command.add(
        subvolumes,
        parent,
        cloneSources,
        have,
        joined,
        protocol,
        compressed,
        noData,
        allowWritable);
  }

  /** Whether any of it was given. */
  boolean isGiven() {
    return subvolumes.value().length > 0
        || parent.value() != null
        || cloneSources.value().length > 0
        || have.value() != null
        || joined.value()
        || protocol.value() != null
        || compressed.value()
        || noData.value()
        || allowWritable.value();
  }

  /**
   * The selection.
   *
   * @param salvage whether any subvolume may be sent
   * @throws IOException if the file of --have cannot be read
   */
  NamedSelection selection(Subcommand command, boolean salvage) throws IOException {
    if (have.value() != null && !NamedSelection.AUTO.equals(parent.value())) {
      throw new ParameterException(command.commandLine(), "--have belongs to -p auto");
    }
    Integer version = protocol.value();
    return new NamedSelection(
        List.of(subvolumes.value()),
        parent.value(),
        List.of(cloneSources.value()),
        received(),
        joined.value(),
        version == null ? OptionalInt.empty() : OptionalInt.of(version),
        compressed.value(),
        noData.value(),
        salvage || allowWritable.value());
  }

  /** Every UUID in the file. */
  private Set<UUID> received() throws IOException {
    Set<UUID> received = new HashSet<>();
    if (have.value() != null) {
      // Paths in other encodings do not matter.
      try (Stream<String> lines = Files.lines(have.value(), StandardCharsets.ISO_8859_1)) {
        lines.forEach(
            line ->
                UUID_TEXT
                    .matcher(line)
                    .results()
                    .forEach(match -> received.add(UUID.fromString(match.group()))));
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
    }
    return received;
  }
}
