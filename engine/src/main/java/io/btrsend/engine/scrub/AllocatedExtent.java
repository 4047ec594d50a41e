package io.btrsend.engine.scrub;

/**
 * A range of logical addresses that the extent tree lists: data, or one tree block.
 *
 * @param logical first address
 * @param length bytes
 * @param level of the tree block, -1 for data
 * @param generation the transaction that allocated it
 */
record AllocatedExtent(long logical, long length, int level, long generation) {
  boolean isMetadata() {
    return level >= 0;
  }

  long end() {
    return logical + length;
  }
}
