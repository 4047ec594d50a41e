package io.btrsend.engine.scrub;

import io.btrsend.engine.UnsupportedFeatureException;
import io.btrsend.engine.device.Device;

/**
 * A piece of an extent as it is stored at one place.
 *
 * @param physical byte offset on the device
 * @param logical first address
 * @param length bytes; less than the extent's for a part of data
 * @param copy number of the stored copy, from 1
 */
record Segment(
    AllocatedExtent extent, Device device, long physical, long logical, int length, int copy) {
  long end() {
    return physical + length;
  }

  /**
   * Checks that it is all of its extent.
   *
   * @throws UnsupportedFeatureException if it is a part of a tree block
   */
  void requireWhole() {
    if (length != extent.length()) {
      throw new UnsupportedFeatureException(
          "tree block " + Long.toUnsignedString(extent.logical()) + " lies on several devices");
    }
  }

  /** The finding about a part of it. */
  Finding finding(int offset, int count, Finding.Problem problem, String detail, boolean sound) {
    Finding.Kind kind = extent.isMetadata() ? Finding.Kind.METADATA : Finding.Kind.DATA;
    return new Finding(
        kind,
        problem,
        device,
        physical + offset,
        count,
        logical + offset,
        copy,
        extent.logical(),
        extent.level(),
        detail,
        sound);
  }
}
