package io.btrsend.engine.device;

import io.btrsend.engine.format.DevItem;
import io.btrsend.engine.format.Superblock;
import io.btrsend.engine.image.ByteSource;
import java.util.UUID;

/** An open image with its superblock. */
record Image(ByteSource bytes, Superblock superblock) {

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
    return bytes.name();
  }

  long generation() {
    return superblock.generation();
  }
}
