package io.btrsend.jobs.repository;

import com.typesafe.config.Config;
import io.btrsend.engine.text.JsonText;
import io.btrsend.jobs.repository.Manifest.Counts;
import io.btrsend.jobs.repository.Manifest.Origin;
import io.btrsend.jobs.repository.Manifest.Skipped;
import io.btrsend.jobs.repository.Manifest.StreamFile;
import io.btrsend.jobs.repository.Manifest.Writing;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/** The JSON form of a {@link Manifest}. */
final class ManifestJson {
  private static final int VERSION = 1;
  private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,254}");
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  private ManifestJson() {}

  static byte[] write(Manifest manifest) {
    JsonText json = JsonText.document(VERSION);
    json.string("path", manifest.origin().path());
    put(json, "snapshot", manifest.snapshot());
    if (manifest.parent() != null) {
      put(json, "parent", manifest.parent());
    }
    json.beginArray("clone_sources");
    for (SnapshotReference source : manifest.cloneSources()) {
      json.beginObject();
      putMembers(json, source);
      json.endObject();
    }
    json.endArray();
    json.string("filesystem", manifest.origin().filesystem().toString());
    json.string("snapshot_of", manifest.origin().snapshotOf().toString());
    json.string("created", manifest.origin().created().toString());
    put(json, manifest.stream());
    put(json, manifest.counts());
    json.beginArray("skipped");
    for (Skipped range : manifest.skipped()) {
      json.beginObject();
      json.string("file", range.file());
      json.string("offset", Long.toString(range.offset()));
      json.string("length", Long.toString(range.length()));
      json.string("reason", range.reason());
      json.endObject();
    }
    json.endArray();
    Writing writing = manifest.writing();
    json.string("token", writing.token());
    json.string("program", writing.program());
    json.string("began", writing.began().toString());
    json.string("ended", writing.ended().toString());
    return SealedJson.seal(json);
  }

  private static void put(JsonText json, String name, SnapshotReference reference) {
    json.beginObject(name);
    putMembers(json, reference);
    json.endObject();
  }

  private static void putMembers(JsonText json, SnapshotReference reference) {
    json.string("id", reference.id().toString());
    json.string("uuid", reference.id().uuid().toString());
    json.string("ctransid", Long.toUnsignedString(reference.id().ctransid()));
    json.string("carried_uuid", reference.carried().toString());
  }

  private static void put(JsonText json, StreamFile stream) {
    json.beginObject("stream");
    json.string("file", stream.name());
    json.string("sha256", stream.sha256());
    json.string("bytes", Long.toString(stream.bytes()));
    json.string("file_bytes", Long.toString(stream.fileBytes()));
    json.number("protocol", stream.protocol());
    json.flag("compressed_data", stream.compressedData());
    json.endObject();
  }

  private static void put(JsonText json, Counts counts) {
    json.beginObject("counts");
    json.string("commands", Long.toString(counts.commands()));
    json.string("written_bytes", Long.toString(counts.written()));
    json.string("cloned_bytes", Long.toString(counts.cloned()));
    json.string("inodes_created", Long.toString(counts.created()));
    json.string("inodes_changed", Long.toString(counts.changed()));
    json.string("inodes_deleted", Long.toString(counts.deleted()));
    json.endObject();
  }

  /**
   * Reads a manifest.
   *
   * @param name of the file, for messages
   * @throws DamagedRepositoryException if it is not what was written
   */
  static Manifest read(byte[] bytes, String name) {
    return SealedJson.open(bytes, name, VERSION, ManifestJson::manifest);
  }

  private static Manifest manifest(Config json) {
    List<SnapshotReference> sources = new ArrayList<>();
    for (Config source : json.getConfigList("clone_sources")) {
      sources.add(reference(source));
    }
    List<Skipped> skipped = new ArrayList<>();
    for (Config range : json.getConfigList("skipped")) {
      skipped.add(
          new Skipped(
              range.getString("file"),
              count(range, "offset"),
              count(range, "length"),
              range.getString("reason")));
    }
    Config counts = json.getConfig("counts");
    return new Manifest(
        reference(json.getConfig("snapshot")),
        json.hasPath("parent") ? reference(json.getConfig("parent")) : null,
        sources,
        new Origin(
            UUID.fromString(json.getString("filesystem")),
            json.getString("path"),
            UUID.fromString(json.getString("snapshot_of")),
            time(json, "created")),
        stream(json.getConfig("stream")),
        new Counts(
            count(counts, "commands"),
            count(counts, "written_bytes"),
            count(counts, "cloned_bytes"),
            count(counts, "inodes_created"),
            count(counts, "inodes_changed"),
            count(counts, "inodes_deleted")),
        skipped,
        new Writing(
            json.getString("token"),
            json.getString("program"),
            time(json, "began"),
            time(json, "ended")));
  }

  private static SnapshotReference reference(Config json) {
    SnapshotId id = SnapshotId.parse(json.getString("id"));
    return new SnapshotReference(id, UUID.fromString(json.getString("carried_uuid")));
  }

  private static StreamFile stream(Config json) {
    String file = json.getString("file");
    String sha256 = json.getString("sha256");
    if (!FILE_NAME.matcher(file).matches()) {
      throw new IllegalArgumentException("'" + file + "' is no name of a stream");
    }
    if (!SHA256.matcher(sha256).matches()) {
      throw new IllegalArgumentException("'" + sha256 + "' is no SHA-256");
    }
    return new StreamFile(
        file,
        json.getInt("protocol"),
        json.getBoolean("compressed_data"),
        count(json, "bytes"),
        sha256,
        count(json, "file_bytes"));
  }

  private static long count(Config json, String name) {
    long count = Long.parseLong(json.getString(name));
    if (count < 0) {
      throw new IllegalArgumentException(name + " is negative");
    }
    return count;
  }

  private static Instant time(Config json, String name) {
    try {
      return Instant.parse(json.getString(name));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(name + " is no time", e);
    }
  }
}
