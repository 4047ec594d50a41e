package io.btrsend.engine.device;

import io.btrsend.engine.format.DevItem;
import io.btrsend.engine.format.Superblock;
import java.util.UUID;

/** An opened image with the superblock that speaks for it. */
record Image(Device device, Superblock superblock) {

  /** The filesystem it belongs to. */
  UUID group() {
    return superblock.metadataUuid();
  }

  DevItem item() {
    return superblock.device();
  }

  boolean isSameDevice(Image other) {
    return group().equals(other.group())
        && item().devid() == other.item().devid()
        && item().uuid().equals(other.item().uuid());
  }

  String name() {
    return device.name();
  }

  long generation() {
    return superblock.generation();
  }
}
