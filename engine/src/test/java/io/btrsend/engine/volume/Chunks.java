package io.btrsend.engine.volume;

import io.btrsend.engine.device.Device;
import io.btrsend.engine.format.ChunkItem;
import java.util.UUID;

/** Makes chunks for tests; their devices are missing, which the arithmetic does not mind. */
final class Chunks {
  private Chunks() {}

  /** A data chunk with stripe i on device i + 1. */
  static Chunk of(RaidProfile profile, long start, long length, long... physical) {
    Stripe[] stripes = new Stripe[physical.length];
    for (int i = 0; i < stripes.length; i++) {
      stripes[i] = new Stripe(Device.missing(i + 1, new UUID(0, i + 1)), physical[i]);
    }
    return new Chunk(start, length, ChunkItem.DATA, profile, stripes);
  }
}
