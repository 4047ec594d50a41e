package io.btrsend.engine.volume;

import io.btrsend.engine.device.Device;

/**
 * Where a piece of a logical range, or the parity that covers it, is stored in one run.
 *
 * @param physical byte offset on the device
 * @param logical address of the piece, or of the piece that the parity covers
 * @param length bytes
 * @param copy number of the stored copy from 1, whatever state its device has; -1 for P, -2 for Q
 */
public record Place(Device device, long physical, long logical, long length, int copy) {
  /** Whether the place holds parity and not the bytes themselves. */
  public boolean isParity() {
    return copy < 0;
  }
}
