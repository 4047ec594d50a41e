package io.btrsend.engine.tree;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The blocks that a cache keeps, in two parts. A leaf comes into the part for recent ones, three
 * quarters of all, in which everybody who follows a walk finds it; in a walk over a tree leaves
 * push out each other there. Only a leaf that comes again after it was pushed out twice, not long
 * ago, gets into the lasting part, as inner blocks do at once. So a walk neither empties the cache
 * nor fills the heap with leaves that grow old in vain.
 *
 * <p>Thread-safe, without locks; see {@link BlockSets}.
 */
final class BlockTable {
  private static final int LASTING_SHARE = 4;
  private static final int MAX_REMEMBERED = 1 << 20;

  /** The address of no block, since it is no multiple of a sector. */
  private static final long NO_BLOCK = -1;

  /** Set in the address of a leaf that was pushed out again. */
  private static final long AGAIN = 1;

  private final BlockSets recent;
  private final BlockSets lasting;

  /** Addresses of leaves that were pushed out, each at its place unless another took it. */
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
