package io.btrsend.engine.tree;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A lock-free, set-associative table of tree blocks by address, for any number of threads. A
 * look-up reads at most {@value #WAYS} neighbouring slots and allocates nothing. Look-ups are the
 * hot path of every search; a general-purpose cache would box the address and record the access.
 *
 * <p>A new block replaces one of the {@value #WAYS} blocks of its set, preferably one that was not
 * used since the last replacement in the set. If two threads load the same block at the same time,
 * one of the copies stays.
 */
final class BlockSets {
  private static final int WAYS = 8;
  private static final long MAX_BLOCKS = 1L << 28;

  private final AtomicReferenceArray<TreeBlock> slots;
  private final AtomicInteger hand = new AtomicInteger();
  private final int sets;

  /** A table of at most {@code blocks} blocks, but no fewer than {@value #WAYS}. */
  BlockSets(long blocks) {
    sets = (int) Math.max(1, Math.min(blocks, MAX_BLOCKS) / WAYS);
    slots = new AtomicReferenceArray<>(sets * WAYS);
  }

  /** The block at a logical address, or null. */
  TreeBlock get(long address) {
    int first = firstSlot(address);
    for (int i = first; i < first + WAYS; i++) {
      TreeBlock block = slots.getAcquire(i);
      if (block != null && block.address() == address) {
        if (!block.recentlyUsed) {
          block.recentlyUsed = true;
        }
        return block;
      }
    }
    return null;
  }

  /** Adds a block; returns the block that it replaced, or null. */
  TreeBlock put(TreeBlock block) {
    int first = firstSlot(block.address());
    TreeBlock replaced = slots.getAndSet(victim(first, block.address()), block);
    return replaced == null || replaced.address() == block.address() ? null : replaced;
  }

  /** An old copy of the same block, else a free slot, else one not used lately, else any. */
  private int victim(int first, long address) {
    for (int i = first; i < first + WAYS; i++) {
      TreeBlock block = slots.getAcquire(i);
      if (block == null || block.address() == address) {
        return i;
      }
    }
    int start = hand.getAndIncrement();
    for (int step = 0; step < WAYS; step++) {
      int i = first + ((start + step) & (WAYS - 1));
      TreeBlock block = slots.getAcquire(i);
      if (block == null || !block.recentlyUsed) {
        return i;
      }
      block.recentlyUsed = false;
    }
    return first + (start & (WAYS - 1));
  }

  private int firstSlot(long address) {
    return spread(address, sets) * WAYS;
  }

  /**
   * Hashes an address to one of {@code places}. Addresses are multiples of large powers of two, so
   * their bits are mixed.
   */
  static int spread(long address, int places) {
    long mixed = (address >>> 12) * 0x9E3779B97F4A7C15L;
    return (int) (((mixed >>> 32) * places) >>> 32);
  }
}
