package io.btrsend.engine.volume;

import io.btrsend.engine.device.Device;
import java.nio.ByteBuffer;

/**
 * The part of a chunk that lies on one device.
 *
 * @param physical byte offset on the device
 */
record Stripe(Device device, long physical) {
  /** Fills the buffer from a byte offset inside the stripe. */
  void read(long offset, ByteBuffer dst) {
    device.read(physical + offset, dst);
  }
}
