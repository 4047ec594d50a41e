package io.btrsend.jobs.scrub;

import io.btrsend.engine.EngineException;
import io.btrsend.engine.scrub.DeviceTally;
import io.btrsend.engine.scrub.Finding;
import io.btrsend.engine.text.JsonText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a scrub finds, in JSON objects: one for each finding and each device, and a last one. */
final class ScrubJson implements ScrubFormat {
  private static final int VERSION = 1;

  @Override
  public String finding(Finding finding, OwnerNames.Owners owners) {
    JsonText json = JsonText.document(VERSION);
    json.string("type", "bad");
    json.string("kind", lower(finding.kind()));
    json.string("problem", lower(finding.problem()));
    json.string("detail", finding.detail());
    json.number("devid", finding.device().devid());
    json.name("image", finding.device().imageName());
    json.number("physical", finding.physical());
    json.number("length", finding.length());
    json.number("logical", finding.logical());
    json.number("copy", finding.copy());
    json.flag("repairable", finding.repairable());
    json.beginArray("files");
    for (OwnerNames.FileRange range : owners.files()) {
      json.beginObject();
      json.name("subvolume", range.subvolume());
      json.name("file", range.file());
      json.number("inode", range.use().inode());
      json.number("offset", range.use().offset());
      json.number("length", range.use().length());
      json.endObject();
    }
    json.endArray();
    json.beginArray("trees");
    owners.trees().forEach(json::element);
    json.endArray();
    json.endObject();
    return json.toString();
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String notExamined(long address, EngineException cause) {
    JsonText json = JsonText.document(VERSION);
    json.string("type", "not_examined");
    json.number("logical", address);
    json.string("reason", cause.getMessage());
    json.endObject();
    return json.toString();
  }

  @Override
  public List<String> summary(List<DeviceTally> tallies, ScrubOutcome outcome) {
    List<String> lines = new ArrayList<>();
    for (DeviceTally tally : tallies) {
      lines.add(device(tally));
    }
    JsonText json = JsonText.document(VERSION);
    json.string("type", "summary");
    json.string("outcome", lower(outcome));
    json.number("bytes_read", tallies.stream().mapToLong(DeviceTally::bytesRead).sum());
    json.number("lost", tallies.stream().mapToLong(DeviceTally::lostBytes).sum());
    json.endObject();
    lines.add(json.toString());
    return lines;
  }

  private static String device(DeviceTally tally) {
    JsonText json = JsonText.document(VERSION);
    json.string("type", "device");
    json.number("devid", tally.device().devid());
    json.string("uuid", tally.device().uuid().toString());
    json.name("image", tally.device().imageName());
    json.string("state", lower(tally.device().state()));
    json.number("bytes_read", tally.bytesRead());
    json.number("missing", tally.missingBytes());
    for (Finding.Kind kind : Finding.Kind.values()) {
      json.number("bad_" + lower(kind), tally.badBytes(kind));
    }
    json.number("unreadable", tally.unreadableBytes());
    json.number("lost", tally.lostBytes());
    json.number("without_checksum", tally.unverifiedBytes());
    json.endObject();
    return json.toString();
  }
}
