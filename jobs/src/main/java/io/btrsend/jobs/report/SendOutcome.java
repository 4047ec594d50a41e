package io.btrsend.jobs.report;

import io.btrsend.engine.ahead.ReadCounts;
import io.btrsend.engine.device.Device;
import io.btrsend.engine.send.SkippedRange;
import io.btrsend.engine.text.ByteSize;
import io.btrsend.engine.text.JsonText;
import io.btrsend.engine.text.NameText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How a send that came to its end went.
 *
 * @param totals what was sent
 * @param devices with what was wrong on each of them
 * @param skipped what arrives as zeros because it could not be read
 * @param salvage what was lost of damaged trees; null if damage was not tolerated
 */
public record SendOutcome(
    SendTotals totals, List<Device> devices, List<SkippedRange> skipped, SalvageAccount salvage) {
  private static final int VERSION = 1;

  /** What was wrong and did no harm, one line each, for people. */
  public List<String> notices() {
    List<String> lines = new ArrayList<>();
    for (Device device : devices) {
      if (device.repairs() > 0) {
        lines.add(
            "%s: %d damaged blocks or sectors, read from another copy"
                .formatted(device.name(), device.repairs()));
      }
      if (device.readFailures() > 0) {
        lines.add("%s: %d reads failed".formatted(device.name(), device.readFailures()));
      }
    }
    return lines;
  }

  /** What each device and the output did, one line each, for people who look for the slow part. */
  public List<String> activity() {
    List<String> lines = new ArrayList<>();
    for (Device device : devices) {
      ReadCounts reads = device.reads();
      if (device.state() != Device.State.MISSING) {
        lines.add(
            String.format(
                Locale.ROOT,
                "%s: %s in %d reads, busy for %.2f s with %.1f at a time",
                device.name(),
                ByteSize.format(reads.bytes()),
                reads.requests(),
                reads.busySeconds(),
                reads.meanInFlight()));
      }
    }
    lines.add(
        String.format(
            Locale.ROOT,
            "output: writing took %.2f of %.2f s",
            totals.outputSeconds(),
            totals.seconds()));
    return lines;
  }

  /**
   * What the stream lacks, one line for each range and one for all; also what could not be
   * verified. Empty if there is nothing to tell.
   */
  public List<String> losses() {
    List<String> lines = new ArrayList<>();
    for (SkippedRange range : skipped) {
      lines.add("skipped " + line(range));
    }
    if (!lines.isEmpty()) {
      lines.add(
          "complete but for %d bytes that could not be read, in %d ranges"
              .formatted(skippedBytes(), skipped.size()));
    }
    if (salvage != null) {
      lines.addAll(salvage.lines());
    }
    return lines;
  }

  /** Whether anything of what was to be sent is missing. */
  public boolean isIncomplete() {
    return !skipped.isEmpty() || (salvage != null && salvage.hasLosses());
  }

  private static String line(SkippedRange range) {
    String file =
        range.file().length == 0
            ? "without a name (inode " + Long.toUnsignedString(range.inode()) + ")"
            : NameText.of(range.file());
    String copies = range.copies().isEmpty() ? "" : ": " + String.join(", ", range.copies());
    return "%d bytes of subvolume %s, file %s, offset %d: %s at logical address %s%s"
        .formatted(
            range.length(),
            NameText.of(range.subvolume()),
            file,
            range.offset(),
            reason(range),
            Long.toUnsignedString(range.logical()),
            copies);
  }

  private static String reason(SkippedRange range) {
    return range.reason().name().toLowerCase(Locale.ROOT);
  }

  private long skippedBytes() {
    return skipped.stream().mapToLong(SkippedRange::length).sum();
  }

  /** For programs: one object and the end of a line. */
  public byte[] json() {
    JsonText json = JsonText.document(VERSION);
    json.number("bytes", totals.bytes());
    json.number("commands", totals.commands());
    json.fraction("seconds", totals.seconds());
    json.fraction("output_seconds", totals.outputSeconds());
    json.beginArray("devices");
    for (Device device : devices) {
      json.beginObject();
      json.number("devid", device.devid());
      json.string("uuid", device.uuid().toString());
      json.name("image", device.imageName());
      json.string("state", device.state().name().toLowerCase(Locale.ROOT));
      json.number("repaired", device.repairs());
      json.number("read_failures", device.readFailures());
      ReadCounts reads = device.reads();
      json.number("bytes_read", reads.bytes());
      json.number("reads", reads.requests());
      json.fraction("reads_in_flight", reads.meanInFlight());
      json.fraction("busy_seconds", reads.busySeconds());
      json.endObject();
    }
    json.endArray();
    json.number("skipped_bytes", skippedBytes());
    json.beginArray("skipped");
    skipped.forEach(range -> put(json, range));
    json.endArray();
    if (salvage != null) {
      salvage.put(json);
    }
    json.endObject();
    return (json + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static void put(JsonText json, SkippedRange range) {
    json.beginObject();
    json.name("subvolume", range.subvolume());
    json.name("file", range.file());
    json.number("inode", range.inode());
    json.number("offset", range.offset());
    json.number("length", range.length());
    json.string("reason", reason(range));
    json.number("logical", range.logical());
    json.beginArray("copies");
    range.copies().forEach(json::element);
    json.endArray();
    json.endObject();
  }
}
