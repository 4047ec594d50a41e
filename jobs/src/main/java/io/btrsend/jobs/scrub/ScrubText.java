package io.btrsend.jobs.scrub;

import io.btrsend.engine.EngineException;
import io.btrsend.engine.device.Device;
import io.btrsend.engine.scrub.DeviceTally;
import io.btrsend.engine.scrub.Finding;
import io.btrsend.engine.text.ByteSize;
import io.btrsend.engine.text.NameText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a scrub finds, in lines for people. */
final class ScrubText implements ScrubFormat {
  private static final int MAX_OWNERS = 3;

  @Override
  public String finding(Finding finding, OwnerNames.Owners owners) {
    StringBuilder line = new StringBuilder();
    line.append(NameText.of(finding.device().name()));
    line.append(": ").append(kind(finding)).append(" at byte ").append(finding.physical());
    line.append(", ").append(finding.length()).append(" bytes");
    if (finding.kind() != Finding.Kind.SUPERBLOCK) {
      line.append(", logical ").append(Long.toUnsignedString(finding.logical()));
    }
    line.append(": ").append(finding.detail());
    line.append(finding.repairable() ? "; can be repaired" : "; lost");
    List<String> names = new ArrayList<>();
    for (OwnerNames.FileRange file : owners.files()) {
      names.add(file(file));
    }
    names.addAll(owners.trees());
    if (!names.isEmpty()) {
      line.append("; ").append(String.join(", ", names.subList(0, shown(names))));
    }
    if (names.size() > MAX_OWNERS) {
      line.append(" and ").append(names.size() - MAX_OWNERS).append(" more");
    }
    if (owners.failure() != null) {
      line.append("; what it belongs to cannot be told: ").append(owners.failure().getMessage());
    }
    return line.toString();
  }

  private static int shown(List<String> names) {
    return Math.min(names.size(), MAX_OWNERS);
  }

  private static String kind(Finding finding) {
    return switch (finding.kind()) {
      case SUPERBLOCK -> "superblock " + finding.copy();
      case METADATA -> "metadata, copy " + finding.copy();
      case DATA -> "data, copy " + finding.copy();
      case PARITY -> "parity " + (finding.copy() == 1 ? "P" : "Q");
    };
  }

  private static String file(OwnerNames.FileRange range) {
    String name =
        range.file().length == 0
            ? "inode " + Long.toUnsignedString(range.use().inode())
            : NameText.of(range.file());
    return String.format(
        Locale.ROOT,
        "%s in %s from byte %d",
        name,
        NameText.of(range.subvolume()),
        range.use().offset());
  }

  @Override
  public String notExamined(long address, EngineException cause) {
    return "what lies at logical "
        + Long.toUnsignedString(address)
        + " was not examined: "
        + cause.getMessage();
  }

  @Override
  public List<String> summary(List<DeviceTally> tallies, ScrubOutcome outcome) {
    List<String> lines = new ArrayList<>();
    for (DeviceTally tally : tallies) {
      lines.add(summary(tally));
    }
    lines.add(
        switch (outcome) {
          case SOUND -> "nothing is bad";
          case REPAIRABLE -> "all that is bad or missing can be repaired";
          case LOST -> "some of it is lost, or could not be examined";
        });
    return lines;
  }

  private static String summary(DeviceTally tally) {
    Device device = tally.device();
    StringBuilder line = new StringBuilder();
    line.append("device ").append(Long.toUnsignedString(device.devid()));
    line.append(", ").append(NameText.of(device.name())).append(": ");
    line.append(ByteSize.format(tally.bytesRead())).append(" read");
    append(line, tally.missingBytes(), "missing");
    for (Finding.Kind kind : Finding.Kind.values()) {
      append(line, tally.badBytes(kind), "of " + kind.name().toLowerCase(Locale.ROOT) + " bad");
    }
    append(line, tally.unreadableBytes(), "of that unreadable");
    append(line, tally.lostBytes(), "lost");
    append(line, tally.unverifiedBytes(), "without checksum");
    return line.toString();
  }

  private static void append(StringBuilder line, long bytes, String what) {
    if (bytes > 0) {
      line.append(", ").append(ByteSize.format(bytes)).append(' ').append(what);
    }
  }
}
