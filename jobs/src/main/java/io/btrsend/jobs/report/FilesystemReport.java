package io.btrsend.jobs.report;

import io.btrsend.engine.device.Device;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.SpaceUsage;
import io.btrsend.engine.format.ChunkItem;
import io.btrsend.engine.format.DevItem;
import io.btrsend.engine.format.IncompatFeature;
import io.btrsend.engine.format.Superblock;
import io.btrsend.engine.text.ByteSize;
import io.btrsend.engine.text.JsonText;
import io.btrsend.engine.text.NameText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/**
 * What a filesystem consists of.
 *
 * @param superblock of its last commit
 * @param features names of the incompatible features in use
 * @param devices by devid
 * @param space by block group type
 */
public record FilesystemReport(
    Superblock superblock,
    List<String> features,
    List<DeviceLine> devices,
    List<SpaceUsage> space) {
  private static final int VERSION = 1;

  /** One device; its image's name, or empty if it is missing, and what that comes from. */
  public record DeviceLine(
      long devid,
      UUID uuid,
      String state,
      long size,
      long allocated,
      String image,
      List<ImageLayer> layers) {}

  /** Collects it. */
  public static FilesystemReport of(Filesystem filesystem) {
    Superblock superblock = filesystem.volume().superblock();
    List<String> features = new ArrayList<>();
    for (IncompatFeature feature : IncompatFeature.values()) {
      if (superblock.has(feature)) {
        features.add(feature.label());
      }
    }
    return new FilesystemReport(
        superblock, features, devices(filesystem), SpaceUsage.of(filesystem));
  }

  private static List<DeviceLine> devices(Filesystem filesystem) {
    Map<Long, Device> devices = new HashMap<>();
    filesystem.volume().devices().forEach(device -> devices.put(device.devid(), device));
    List<DeviceLine> lines = new ArrayList<>();
    for (DevItem item : filesystem.deviceItems()) {
      Device device = devices.get(item.devid());
      boolean given = device != null && device.state() != Device.State.MISSING;
      lines.add(
          new DeviceLine(
              item.devid(),
              item.uuid(),
              device == null ? "unused" : device.state().name().toLowerCase(Locale.ROOT),
              item.totalBytes(),
              item.bytesUsed(),
              given ? device.name() : "",
              given ? ImageLayer.of(device) : List.of()));
    }
    return lines;
  }

  private static String kind(long type) {
    List<String> kinds = new ArrayList<>();
    if ((type & ChunkItem.DATA) != 0) {
      kinds.add("data");
    }
    if ((type & ChunkItem.METADATA) != 0) {
      kinds.add("metadata");
    }
    if ((type & ChunkItem.SYSTEM) != 0) {
      kinds.add("system");
    }
    return String.join("+", kinds);
  }

  /** For people. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("label        " + NameText.of(superblock.label()));
    lines.add("uuid         " + superblock.fsid());
    if (!superblock.metadataUuid().equals(superblock.fsid())) {
      lines.add("metadata     " + superblock.metadataUuid());
    }
    lines.add("generation   " + Long.toUnsignedString(superblock.generation()));
    lines.add("node size    " + ByteSize.format(superblock.nodeSize()));
    lines.add("sector size  " + ByteSize.format(superblock.sectorSize()));
    lines.add("checksum     " + checksum());
    lines.add("features     " + String.join(" ", features));
    lines.add("used         " + ByteSize.format(superblock.bytesUsed()));
    if (superblock.logRoot() != 0) {
      lines.add("log          of fsyncs after the last commit, not read: a mount replays it");
    }
    for (DeviceLine device : devices) {
      lines.add(
          String.format(
              "device       %-13s %-7s %10s, %s allocated, %s %s",
              Long.toUnsignedString(device.devid()),
              device.state(),
              ByteSize.format(device.size()),
              ByteSize.format(device.allocated()),
              device.uuid(),
              device.image()));
      device.layers().forEach(layer -> lines.add(layer.line()));
    }
    for (SpaceUsage usage : space) {
      lines.add(
          String.format(
              "space        %-13s %-7s %10s used of %s, on devices %s",
              kind(usage.type()),
              usage.profile().label(),
              ByteSize.format(usage.used()),
              ByteSize.format(usage.allocated()),
              ByteSize.format(usage.onDevices())));
    }
    return lines;
  }

  private String checksum() {
    return superblock.checksumType().name().toLowerCase(Locale.ROOT);
  }

  /** For programs: one object. */
  public String json() {
    JsonText json = JsonText.document(VERSION);
    json.name("label", superblock.label());
    json.string("uuid", superblock.fsid().toString());
    json.string("metadata_uuid", superblock.metadataUuid().toString());
    json.number("generation", superblock.generation());
    json.number("node_size", superblock.nodeSize());
    json.number("sector_size", superblock.sectorSize());
    json.string("checksum", checksum());
    json.number("bytes_used", superblock.bytesUsed());
    json.flag("fsync_log", superblock.logRoot() != 0);
    json.beginArray("features");
    features.forEach(json::element);
    json.endArray();
    json.beginArray("devices");
    for (DeviceLine device : devices) {
      json.beginObject();
      json.number("devid", device.devid());
      json.string("uuid", device.uuid().toString());
      json.string("state", device.state());
      json.number("size", device.size());
      json.number("allocated", device.allocated());
      json.name("image", device.image());
      json.beginArray("layers");
      device.layers().forEach(layer -> layer.addTo(json));
      json.endArray();
      json.endObject();
    }
    json.endArray();
    json.beginArray("space");
    for (SpaceUsage usage : space) {
      json.beginObject();
      json.string("kind", kind(usage.type()));
      json.string("profile", usage.profile().label());
      json.number("used", usage.used());
      json.number("allocated", usage.allocated());
      json.number("on_devices", usage.onDevices());
      json.endObject();
    }
    json.endArray();
    json.endObject();
    return json.toString();
  }
}
