package io.btrsend.jobs.backup;

import io.btrsend.engine.filesystem.Subvolumes;
import io.btrsend.engine.send.SendRequest;
import io.btrsend.engine.text.ByteSize;
import io.btrsend.engine.text.JsonText;
import io.btrsend.jobs.progress.ProgressWords;
import io.btrsend.jobs.send.SubvolumeChoice;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What a backup will send, in order.
 *
 * @param present how many of the chosen subvolumes the repository has already
 * @param snapshots what is sent
 * @param failed what cannot be planned
 * @param rate bytes a second of what was sent last; empty if nothing was
 */
public record BackupPlan(
    int present,
    List<PlannedSnapshot> snapshots,
    List<FailedSnapshot> failed,
    OptionalDouble rate) {
  private static final int VERSION = 1;

  public BackupPlan {
    snapshots = List.copyOf(snapshots);
    failed = List.copyOf(failed);
  }

  /** Bytes of all streams. */
  public long bytes() {
    return snapshots.stream().mapToLong(PlannedSnapshot::bytes).sum();
  }

  /** A table, for people. */
  public List<String> lines(Subvolumes subvolumes) {
    SubvolumeChoice names = new SubvolumeChoice(subvolumes);
    List<String> lines = new ArrayList<>();
    for (PlannedSnapshot snapshot : snapshots) {
      SendRequest request = snapshot.request();
      String against =
          request.parent() == null ? "in full" : "against " + names.pathText(request.parent());
      lines.add(
          "%15d  %s %s%s"
              .formatted(
                  snapshot.bytes(),
                  names.pathText(request.subvolume()),
                  against,
                  snapshot.isContinued() ? ", continued" : ""));
    }
    lines.add(total());
    return lines;
  }

  private String total() {
    String present = this.present == 0 ? "" : "; " + this.present + " are there already";
    if (snapshots.isEmpty()) {
      return "nothing is new" + present;
    }
    String time =
        rate.isPresent()
            ? ", "
                + ProgressWords.duration((long) Math.ceil(bytes() / rate.getAsDouble()))
                + " at the last rate"
            : "";
    return "%d to send, %s%s%s"
        .formatted(snapshots.size(), ByteSize.format(bytes()), time, present);
  }

  /** One object on one line, without newline. */
  public String json(Subvolumes subvolumes) {
    JsonText json = JsonText.document(VERSION);
    json.number("present", present);
    json.number("bytes", bytes());
    if (rate.isPresent()) {
      json.fraction("bytes_per_second", rate.getAsDouble());
    }
    json.beginArray("snapshots");
    for (PlannedSnapshot snapshot : snapshots) {
      SendRequest request = snapshot.request();
      json.beginObject();
      json.name("subvolume", subvolumes.path(request.subvolume()));
      if (request.parent() == null) {
        json.nothing("parent");
      } else {
        json.name("parent", subvolumes.path(request.parent()));
      }
      json.number("bytes", snapshot.bytes());
      json.endObject();
    }
    json.endArray();
    json.beginArray("failed");
    for (FailedSnapshot snapshot : failed) {
      json.beginObject();
      json.number("subvolume_id", snapshot.subvolume().id());
      json.string("problem", snapshot.cause().getMessage());
      json.endObject();
    }
    json.endArray();
    json.endObject();
    return json.toString();
  }
}
