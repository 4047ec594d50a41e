package io.btrsend.jobs.plan;

import io.btrsend.engine.device.Device;
import io.btrsend.engine.filesystem.SubvolumeInfo;
import io.btrsend.engine.filesystem.Subvolumes;
import io.btrsend.engine.send.SendCounts;
import io.btrsend.engine.stream.StreamStatistics.Kind;
import io.btrsend.engine.text.ByteSize;
import io.btrsend.engine.text.JsonText;
import io.btrsend.engine.text.NameText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What sends will write, for people and for programs. */
public final class SendPlan {
  private static final int VERSION = 1;
  private static final String ROW = "%15s %12s %10s %10s %10s %10s %9s %9s %9s  %s";

  private final Subvolumes subvolumes;
  private final List<PlannedStream> streams;
  private long bytes;
  private long commands;
  private SendCounts counts = SendCounts.NOTHING;
  private final Map<Device, Long> reads = new LinkedHashMap<>();

  /**
   * @param subvolumes have the paths of what is sent
   */
  public SendPlan(Subvolumes subvolumes, List<PlannedStream> streams) {
    this.subvolumes = subvolumes;
    this.streams = List.copyOf(streams);
    for (PlannedStream stream : streams) {
      bytes += stream.report().bytes();
      commands += stream.report().commands();
      counts = counts.plus(stream.report().counts());
      stream.reads().forEach((device, more) -> reads.merge(device, more, Long::sum));
    }
  }

  /** A table with a line for each stream, the total, and what is read from where. */
  public List<String> table() {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            ROW,
            "BYTES",
            "COMMANDS",
            "WRITTEN",
            "COMPRESSED",
            "CLONED",
            "HOLES",
            "CREATED",
            "CHANGED",
            "DELETED",
            "SUBVOLUME"));
    for (PlannedStream stream : streams) {
      SubvolumeInfo parent = stream.request().parent();
      String against = parent == null ? "" : " against " + NameText.of(subvolumes.path(parent));
      lines.add(
          row(
              stream.report().bytes(),
              stream.report().commands(),
              stream.report().counts(),
              NameText.of(subvolumes.path(stream.request().subvolume())) + against));
    }
    if (streams.size() > 1) {
      lines.add(row(bytes, commands, counts, "(total)"));
    }
    reads.forEach(
        (device, needed) ->
            lines.add("file data read from " + device.name() + ": " + ByteSize.format(needed)));
    lines.add("exact if all file data can be read");
    return lines;
  }

  private static String row(long bytes, long commands, SendCounts counts, String name) {
    return String.format(
        ROW,
        bytes,
        commands,
        ByteSize.format(counts.written() - counts.zeros() + counts.updated()),
        ByteSize.format(counts.encoded()),
        ByteSize.format(counts.cloned()),
        ByteSize.format(counts.zeros() + counts.punched()),
        counts.inodes().created(),
        counts.inodes().changed(),
        counts.inodes().deleted(),
        name);
  }

  /** One object on one line, without newline. */
  public String json() {
    JsonText json = JsonText.document(VERSION);
    json.number("bytes", bytes);
    json.number("commands", commands);
    put(json, counts);
    put(json, reads);
    json.beginArray("requests");
    for (PlannedStream stream : streams) {
      SubvolumeInfo parent = stream.request().parent();
      json.beginObject();
      json.name("subvolume", subvolumes.path(stream.request().subvolume()));
      if (parent == null) {
        json.nothing("parent");
      } else {
        json.name("parent", subvolumes.path(parent));
      }
      json.number("bytes", stream.report().bytes());
      json.number("commands", stream.report().commands());
      put(json, stream.report().counts());
      put(json, stream.reads());
      json.endObject();
    }
    json.endArray();
    json.endObject();
    return json.toString();
  }

  private static void put(JsonText json, SendCounts counts) {
    json.number("written_bytes", counts.written());
    json.number("zero_bytes", counts.zeros());
    json.number("encoded_bytes", counts.encoded());
    json.number("encoded_file_bytes", counts.encodedFile());
    json.number("cloned_bytes", counts.cloned());
    json.number("updated_bytes", counts.updated());
    json.number("punched_bytes", counts.punched());
    json.number("inodes_created", counts.inodes().created());
    json.number("inodes_changed", counts.inodes().changed());
    json.number("inodes_deleted", counts.inodes().deleted());
    Kind.put(json, counts.kinds());
  }

  private static void put(JsonText json, Map<Device, Long> reads) {
    json.beginArray("reads");
    reads.forEach(
        (device, needed) -> {
          json.beginObject();
          json.number("devid", device.devid());
          json.name("image", device.imageName());
          json.number("bytes", needed);
          json.endObject();
        });
    json.endArray();
  }
}
