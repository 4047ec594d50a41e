package io.btrsend.engine.volume;

/**
 * Where data lies whose place does not follow from its chunk: filesystems with the feature
 * raid-stripe-tree record it for each piece written. Thread-safe. Source: on-disk format 4.8.
 */
@FunctionalInterface
public interface StripeTree {
  /**
   * What was recorded for the piece that holds a logical address.
   *
   * @throws io.btrsend.engine.CorruptFilesystemException if there is nothing, which is so for
   *     addresses never written
   */
  StripeExtent find(long logical);
}
