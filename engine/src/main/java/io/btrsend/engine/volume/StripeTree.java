package io.btrsend.engine.volume;

/**
 * The places of data in filesystems with the feature raid-stripe-tree, which record the place of
 * each piece written instead of computing it from the chunk. Thread-safe. Source: on-disk format
 * 4.8.
 */
@FunctionalInterface
public interface StripeTree {
  /**
   * The record of the piece that holds a logical address.
   *
   * @throws io.btrsend.engine.CorruptFilesystemException if there is no record, as for addresses
   *     never written
   */
  StripeExtent find(long logical);
}
