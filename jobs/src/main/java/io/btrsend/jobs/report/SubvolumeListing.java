package io.btrsend.jobs.report;

import io.btrsend.engine.EngineException;
import io.btrsend.engine.filesystem.SubvolumeInfo;
import io.btrsend.engine.filesystem.Subvolumes;
import io.btrsend.engine.format.ObjectId;
import io.btrsend.engine.format.Uuids;
import io.btrsend.engine.text.JsonText;
import io.btrsend.engine.text.NameText;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The subvolumes of a filesystem by id, for people and for programs. Damage to one of them is told
 * where it stands, and hides none of the others.
 */
public final class SubvolumeListing {
  /**
   * One subvolume.
   *
   * @param info null if its root item is damaged
   * @param path from the top level, or null if it is damaged
   * @param damage what is wrong, or null
   */
  private record Line(long id, SubvolumeInfo info, byte[] path, EngineException damage) {}

  private static final int VERSION = 1;

  private final List<Line> lines = new ArrayList<>();

  public SubvolumeListing(Subvolumes subvolumes) {
    for (SubvolumeInfo info : subvolumes.list()) {
      lines.add(line(subvolumes, info));
    }
    subvolumes
        .damage()
        .forEach(
            (id, damage) -> {
              if (subvolumes.byId(id).isEmpty()) {
                lines.add(new Line(id, null, null, damage));
              }
            });
    lines.sort((a, b) -> Long.compareUnsigned(a.id(), b.id()));
  }

  private static Line line(Subvolumes subvolumes, SubvolumeInfo info) {
    EngineException damage = subvolumes.damage().get(info.id());
    if (damage != null) {
      return new Line(info.id(), info, null, damage);
    }
    try {
      return new Line(info.id(), info, subvolumes.path(info), null);
    } catch (EngineException e) {
      return new Line(info.id(), info, null, e);
    }
  }

  /** What is wrong with some of them. */
  public List<EngineException> damage() {
    return lines.stream().map(Line::damage).filter(Objects::nonNull).toList();
  }

  /** A header and one line for each subvolume; the path comes last, since it may hold anything. */
  public Stream<String> table() {
    return Stream.concat(
        Stream.of(row("ID", "GENERATION", "RO", "UUID", "PATH")),
        lines.stream().map(SubvolumeListing::row));
  }

  private static String row(Line line) {
    SubvolumeInfo info = line.info();
    String path = line.path() == null ? "(damaged)" : "/" + NameText.of(line.path());
    String id = Long.toUnsignedString(line.id());
    return info == null
        ? row(id, "-", "-", "-", path)
        : row(
            id,
            Long.toUnsignedString(info.generation()),
            info.readOnly() ? "yes" : "no",
            uuid(info.uuid()),
            path);
  }

  private static String row(
      String id, String generation, String readOnly, String uuid, String path) {
    return String.format("%6s %10s %-3s %-36s %s", id, generation, readOnly, uuid, path);
  }

  /**
   * One line for each subvolume but the top level, as {@code btrfs subvolume list -u -q -R} prints
   * them.
   */
  public Stream<String> withUuids() {
    return lines.stream()
        .filter(line -> line.id() != ObjectId.FS_TREE)
        .map(SubvolumeListing::withUuids);
  }

  private static String withUuids(Line line) {
    SubvolumeInfo info = line.info();
    String path = line.path() == null ? "(damaged)" : NameText.of(line.path());
    return String.format(
        "ID %s gen %s top level %s parent_uuid %-36s received_uuid %-36s uuid %-36s path %s",
        Long.toUnsignedString(line.id()),
        info == null ? "-" : Long.toUnsignedString(info.generation()),
        info == null ? "-" : Long.toUnsignedString(info.parentId()),
        info == null ? "-" : uuid(info.parentUuid()),
        info == null ? "-" : uuid(info.receivedUuid()),
        info == null ? "-" : uuid(info.uuid()),
        path);
  }

  /** One object for each subvolume. */
  public Stream<String> json() {
    return lines.stream().map(SubvolumeListing::json);
  }

  private static String json(Line line) {
    JsonText json = JsonText.document(VERSION);
    json.number("id", line.id());
    if (line.path() != null) {
      json.name("path", line.path());
    }
    SubvolumeInfo info = line.info();
    if (info != null) {
      json.flag("read_only", info.readOnly());
      json.number("generation", info.generation());
      json.number("ctransid", info.ctransid());
      json.string("uuid", uuid(info.uuid()));
      json.string("parent_uuid", uuid(info.parentUuid()));
      json.string("received_uuid", uuid(info.receivedUuid()));
      json.number("parent_id", info.parentId());
    }
    if (line.damage() != null) {
      json.string("damage", line.damage().getMessage());
    }
    json.endObject();
    return json.toString();
  }

  private static String uuid(UUID uuid) {
    return uuid.equals(Uuids.ZERO) ? "-" : uuid.toString();
  }
}
