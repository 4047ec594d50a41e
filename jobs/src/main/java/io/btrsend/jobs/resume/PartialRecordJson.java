package io.btrsend.jobs.resume;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import io.btrsend.engine.EngineException;
import io.btrsend.engine.SendException;
import io.btrsend.engine.SendException.Reason;
import io.btrsend.engine.send.SendOptions;
import io.btrsend.engine.send.SkippedRange;
import io.btrsend.engine.send.SkippedRanges.Spot;
import io.btrsend.engine.stream.StreamPoint;
import io.btrsend.engine.text.JsonText;
import io.btrsend.jobs.json.JsonDocument;
import io.btrsend.jobs.resume.AskedStream.State;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The JSON form of a {@link PartialRecord}. Numbers of 64 bits are strings, since readers of JSON
 * round them.
 */
final class PartialRecordJson {
  private static final int VERSION = 1;

  private PartialRecordJson() {}

  static String write(PartialRecord partial) {
    JsonText json = JsonText.document(VERSION);
    json.string("filesystem", partial.filesystem().toString());
    json.beginArray("images");
    partial.images().forEach(json::element);
    json.endArray();
    json.flag("skips_errors", partial.skipsErrors());
    json.beginArray("streams");
    partial.streams().forEach(stream -> put(json, stream));
    json.endArray();
    Checkpoint checkpoint = partial.checkpoint();
    json.beginObject("checkpoint");
    json.string("bytes", Long.toString(checkpoint.point().bytes()));
    json.string("commands", Long.toString(checkpoint.point().commands()));
    json.string("digest", Long.toHexString(checkpoint.point().digest()));
    json.endObject();
    json.beginArray("skipped");
    checkpoint.skipped().forEach(spot -> put(json, spot));
    json.endArray();
    json.endObject();
    return json + "\n";
  }

  private static void put(JsonText json, AskedStream stream) {
    json.beginObject();
    put(json, "subvolume", stream.subvolume());
    if (stream.parent() != null) {
      put(json, "parent", stream.parent());
    }
    json.beginArray("clone_sources");
    for (State source : stream.cloneSources()) {
      json.beginObject();
      putFields(json, source);
      json.endObject();
    }
    json.endArray();
    SendOptions options = stream.options();
    json.number("protocol", options.version());
    json.flag("no_data", options.noData());
    json.flag("compressed_data", options.compressed());
    json.flag("omit_header", options.omitHeader());
    json.flag("omit_end", options.omitEnd());
    json.flag("allow_writable", options.allowWritable());
    json.endObject();
  }

  private static void put(JsonText json, String name, State state) {
    json.beginObject(name);
    putFields(json, state);
    json.endObject();
  }

  private static void putFields(JsonText json, State state) {
    json.string("path", state.path());
    json.string("uuid", state.uuid().toString());
    json.string("received_uuid", state.receivedUuid().toString());
    json.string("generation", Long.toUnsignedString(state.generation()));
    json.string("ctransid", Long.toUnsignedString(state.ctransid()));
  }

  private static void put(JsonText json, Spot spot) {
    json.beginObject();
    json.string("subvolume_id", Long.toUnsignedString(spot.subvolume()));
    json.string("inode", Long.toUnsignedString(spot.inode()));
    json.string("offset", Long.toString(spot.offset()));
    json.string("length", Long.toString(spot.length()));
    json.string("logical", Long.toUnsignedString(spot.logical()));
    json.string("reason", spot.reason().name());
    json.endObject();
  }

  /**
   * Reads what {@link #write} wrote, or anything else.
   *
   * @param name of the file, for messages
   * @throws SendException {@link Reason#INVALID} if it is not such a record
   */
  static PartialRecord read(String text, String name) {
    try {
      return record(JsonDocument.parse(text, VERSION));
    } catch (ConfigException | IllegalArgumentException | EngineException e) {
      throw damaged(name, e.getMessage());
    }
  }

  private static SendException damaged(String name, String why) {
    return new SendException(
        Reason.INVALID, name + ": cannot be used to go on: " + why.replace('\n', ' '));
  }

  private static PartialRecord record(Config json) {
    List<AskedStream> streams = new ArrayList<>();
    for (Config stream : json.getConfigList("streams")) {
      streams.add(stream(stream));
    }
    if (streams.isEmpty()) {
      throw new IllegalArgumentException("it names no stream");
    }
    List<Spot> skipped = new ArrayList<>();
    for (Config spot : json.getConfigList("skipped")) {
      skipped.add(spot(spot));
    }
    Config point = json.getConfig("checkpoint");
    return new PartialRecord(
        UUID.fromString(json.getString("filesystem")),
        json.getStringList("images"),
        json.getBoolean("skips_errors"),
        streams,
        new Checkpoint(
            new StreamPoint(
                count(point, "bytes"),
                count(point, "commands"),
                Long.parseUnsignedLong(point.getString("digest"), 16)),
            skipped));
  }

  private static AskedStream stream(Config json) {
    List<State> sources = new ArrayList<>();
    for (Config source : json.getConfigList("clone_sources")) {
      sources.add(state(source));
    }
    return new AskedStream(
        state(json.getConfig("subvolume")),
        json.hasPath("parent") ? state(json.getConfig("parent")) : null,
        sources,
        new SendOptions(
            json.getInt("protocol"),
            json.getBoolean("no_data"),
            json.getBoolean("compressed_data"),
            json.getBoolean("omit_header"),
            json.getBoolean("omit_end"),
            json.getBoolean("allow_writable")));
  }

  private static State state(Config json) {
    return new State(
        json.getString("path"),
        UUID.fromString(json.getString("uuid")),
        UUID.fromString(json.getString("received_uuid")),
        number(json, "generation"),
        number(json, "ctransid"));
  }

  private static Spot spot(Config json) {
    if (count(json, "offset") > Long.MAX_VALUE - count(json, "length")) {
      throw new IllegalArgumentException("offset and length are too large");
    }
    return new Spot(
        number(json, "subvolume_id"),
        number(json, "inode"),
        count(json, "offset"),
        count(json, "length"),
        number(json, "logical"),
        SkippedRange.Reason.valueOf(json.getString("reason")));
  }

  private static long number(Config json, String name) {
    return Long.parseUnsignedLong(json.getString(name));
  }

  private static long count(Config json, String name) {
    long count = Long.parseLong(json.getString(name));
    if (count < 0) {
      throw new IllegalArgumentException(name + " is negative");
    }
    return count;
  }
}
