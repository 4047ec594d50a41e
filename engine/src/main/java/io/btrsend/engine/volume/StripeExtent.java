package io.btrsend.engine.volume;

import io.btrsend.engine.CorruptFilesystemException;
import io.btrsend.engine.format.RaidStripeItem;

/**
 * A piece of data and the places of its copies.
 *
 * @param start first logical address
 * @param length bytes
 * @param bytes the array that holds the strides of the item
 * @param at where the strides start
 * @param strides the number of strides, one for each copy
 */
@SuppressWarnings("ArrayRecordComponent") // a view of a tree block, never compared
public record StripeExtent(long start, long length, byte[] bytes, int at, int strides) {

  /** Bytes from a logical address to the end of the piece. */
  long left(long logical) {
    return length - (logical - start);
  }

  /**
   * The physical position of a logical address on the device of one of the chunk's stripes. The two
   * copies of DUP share a device; their order in the list distinguishes them.
   */
  long physical(Chunk chunk, int stripeIndex, long logical) {
    long devid = chunk.stripe(stripeIndex).device().devid();
    if (chunk.profile() == RaidProfile.DUP) {
      if (stripeIndex < strides && RaidStripeItem.devid(bytes, at, stripeIndex) == devid) {
        return RaidStripeItem.physical(bytes, at, stripeIndex) + (logical - start);
      }
    } else {
      for (int stride = 0; stride < strides; stride++) {
        if (RaidStripeItem.devid(bytes, at, stride) == devid) {
          return RaidStripeItem.physical(bytes, at, stride) + (logical - start);
        }
      }
    }
    throw new CorruptFilesystemException(
        String.format(
            "raid stripe %s: has no copy on device %s",
            Long.toUnsignedString(start), Long.toUnsignedString(devid)));
  }
}
