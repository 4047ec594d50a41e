package io.btrsend.engine.tree;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The blocks that a cache keeps, in two parts. A new leaf enters the recent part, three quarters of
 * the table, where all stages that follow the same walk find it; during a walk, leaves there evict
 * only each other. A leaf that is loaded again after two recent evictions enters the lasting part;
 * inner blocks enter it at once. So a walk neither empties the cache nor fills the heap with leaves
 * that nobody will read again.
 *
 * <p>Thread-safe, without locks; see {@link BlockSets}.
 */
final class BlockTable {
  private static final int LASTING_SHARE = 4;
  private static final int MAX_REMEMBERED = 1 << 20;

  /** Not the address of any block, since it is not a multiple of a sector. */
  private static final long NO_BLOCK = -1;

  /** Marks the address of a leaf that was evicted twice. */
  private static final long AGAIN = 1;

  private final BlockSets recent;
  private final BlockSets lasting;

  /**
   * Addresses of evicted leaves, each at its hashed place unless a later one has overwritten it.
   */
  private final AtomicLongArray pushedOut;

  /** A table of about {@code blocks} blocks. */
  BlockTable(long blocks) {
    recent = new BlockSets(blocks - blocks / LASTING_SHARE);
    lasting = new BlockSets(blocks / LASTING_SHARE);
    long[] none = new long[(int) Math.max(1, Math.min(2 * blocks, MAX_REMEMBERED))];
    Arrays.fill(none, NO_BLOCK);
    pushedOut = new AtomicLongArray(none);
  }

  /** The block at a logical address, or null. */
  TreeBlock get(long address) {
    TreeBlock block = recent.get(address);
    return block != null ? block : lasting.get(address);
  }

  void put(TreeBlock block) {
    long address = block.address();
    if (block.level() > 0 || pushedOut.get(place(address)) == (address | AGAIN)) {
      lasting.put(block);
      return;
    }
    TreeBlock replaced = recent.put(block);
    if (replaced != null) {
      remember(replaced.address());
    }
  }

  private void remember(long address) {
    int place = place(address);
    pushedOut.set(place, pushedOut.get(place) == address ? address | AGAIN : address);
  }

  private int place(long address) {
    return BlockSets.spread(address, pushedOut.length());
  }
}
