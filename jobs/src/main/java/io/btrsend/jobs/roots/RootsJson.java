package io.btrsend.jobs.roots;

import io.btrsend.engine.device.SuperblockCopy;
import io.btrsend.engine.salvage.RootCandidate;
import io.btrsend.engine.salvage.RootState;
import io.btrsend.engine.salvage.ScanResult;
import io.btrsend.engine.text.JsonText;
import java.util.List;
import java.util.Locale;

/** JSON objects, one a line: superblocks, the scan, roots. */
final class RootsJson implements RootsFormat {
  private static final int VERSION = 1;

  @Override
  public String superblock(SuperblockCopy copy) {
    JsonText json = JsonText.document(VERSION);
    json.string("type", "superblock");
    json.name("image", copy.image());
    json.number("offset", copy.offset());
    json.flag("sound", copy.isSound());
    if (copy.isSound()) {
      json.number("generation", copy.superblock().generation());
    } else {
      json.string("problem", copy.problem());
    }
    json.endObject();
    return json.toString();
  }

  @Override
  public List<String> scan(ScanResult scan) {
    JsonText json = JsonText.document(VERSION);
    json.string("type", "scan");
    json.beginArray("devices");
    for (ScanResult.ScannedDevice device : scan.devices()) {
      json.beginObject();
      json.number("devid", device.devid());
      json.string("uuid", device.uuid().toString());
      json.number("bytes", device.bytes());
      json.number("unreadable", device.unreadable());
      json.endObject();
    }
    json.endArray();
    json.flag("older_left_out", scan.isLeftOut());
    json.endObject();
    return List.of(json.toString());
  }

  @Override
  public List<String> heading() {
    return List.of();
  }

  @Override
  public String root(RootCandidate candidate, RootState state) {
    JsonText json = JsonText.document(VERSION);
    json.string("type", "root");
    json.string("option", candidate.option());
    json.beginArray("names");
    candidate.names().forEach(json::element);
    json.endArray();
    json.flag("recorded", candidate.isRecorded());
    json.number("generation", candidate.generation());
    json.number("level", candidate.rootTree().level());
    json.number("bytenr", candidate.rootTree().address());
    if (state.time() == null) {
      json.nothing("time");
    } else {
      json.signedNumber("time", state.time().getEpochSecond());
    }
    json.string("state", state.condition().name().toLowerCase(Locale.ROOT));
    json.number("subvolumes", state.subvolumes());
    json.beginArray("problems");
    state.problems().forEach(json::element);
    json.endArray();
    json.endObject();
    return json.toString();
  }
}
