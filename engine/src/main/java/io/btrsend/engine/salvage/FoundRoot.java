package io.btrsend.engine.salvage;

import io.btrsend.engine.format.Superblock;

/**
 * A tree block that a scan found and that may be the root block of a root tree.
 *
 * @param generation transaction that wrote it
 * @param level 0 for a leaf
 * @param address its logical address, bytes
 */
public record FoundRoot(long generation, int level, long address) {
  Superblock.Root root() {
    return new Superblock.Root(address, generation, level);
  }
}
