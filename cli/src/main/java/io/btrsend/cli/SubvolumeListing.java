package io.btrsend.cli;

import io.btrsend.engine.format.Uuids;
import io.btrsend.engine.stream.JsonText;
import io.btrsend.engine.subvolume.SubvolumeInfo;
import io.btrsend.engine.subvolume.Subvolumes;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** The subvolumes of a filesystem, for people and for programs. */
final class SubvolumeListing {
  private final Subvolumes subvolumes;

  SubvolumeListing(Subvolumes subvolumes) {
    this.subvolumes = subvolumes;
  }

  /** A header and one line for each subvolume; the path comes last, since it may hold anything. */
  Stream<String> table() {
    List<String> lines = new ArrayList<>();
    lines.add(String.format("%6s %10s %-3s %-36s %s", "ID", "GENERATION", "RO", "UUID", "PATH"));
    for (SubvolumeInfo info : subvolumes.list()) {
      lines.add(
          String.format(
              "%6s %10s %-3s %-36s %s",
              Long.toUnsignedString(info.id()),
              Long.toUnsignedString(info.generation()),
              info.readOnly() ? "yes" : "no",
              uuid(info.uuid()),
              "/" + NameText.of(subvolumes.path(info))));
    }
    return lines.stream();
  }

  /** One object for each subvolume. Paths are written as stream dumps write them. */
  Stream<String> json() {
    return subvolumes.list().stream().map(this::json);
  }

  private String json(SubvolumeInfo info) {
    byte[] path = subvolumes.path(info);
    JsonText json = new JsonText();
    json.beginObject();
    json.number("id", info.id());
    json.string("path", JsonText.ofBytes(path, 0, path.length));
    json.flag("read_only", info.readOnly());
    json.number("generation", info.generation());
    json.number("ctransid", info.ctransid());
    json.string("uuid", uuid(info.uuid()));
    json.string("parent_uuid", uuid(info.parentUuid()));
    json.string("received_uuid", uuid(info.receivedUuid()));
    json.number("parent_id", info.parentId());
    json.endObject();
    return json.toString();
  }

  private static String uuid(UUID uuid) {
    return uuid.equals(Uuids.ZERO) ? "-" : uuid.toString();
  }
}
