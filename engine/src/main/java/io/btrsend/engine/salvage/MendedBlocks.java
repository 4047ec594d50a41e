package io.btrsend.engine.salvage;

import io.btrsend.engine.CorruptFilesystemException;
import io.btrsend.engine.EngineException;
import io.btrsend.engine.ImageAccessException;
import io.btrsend.engine.MissingDeviceException;
import io.btrsend.engine.format.Key;
import io.btrsend.engine.tree.BlockReader;
import io.btrsend.engine.tree.TreeBlock;
import io.btrsend.engine.tree.TreeRoot;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The blocks of a filesystem, some of whose trees were mended: their roots are replaced, and blocks
 * made in memory take the place of those that changed. A block that cannot be read is not tried
 * again. Thread-safe.
 *
 * <p>Memory: the blocks that were made, about one for each damaged block and level, and the
 * messages of the first {@link #MAX_FAILURES} unreadable ones.
 */
final class MendedBlocks implements BlockReader {
  private static final Key FIRST = new Key(0, 0, 0);
  private static final int MAX_FAILURES = 1 << 14;

  /** Addresses of made blocks lie where no device reaches. */
  private static final long FIRST_ADDRESS = Long.MIN_VALUE;

  /** The distance of made blocks, a multiple of every sector size. */
  private static final long DISTANCE = 1 << 16;

  private final BlockReader stored;
  private final Map<Long, TreeBlock> made = new ConcurrentHashMap<>();
  private final Map<TreeRoot, TreeBlock> roots = new ConcurrentHashMap<>();
  private final Map<Long, EngineException> failures = new ConcurrentHashMap<>();
  private final Queue<LostRange> lost = new ConcurrentLinkedQueue<>();
  private final AtomicLong next = new AtomicLong(FIRST_ADDRESS);

  MendedBlocks(BlockReader stored) {
    this.stored = stored;
  }

  /** An address for a block that is made. */
  long newAddress() {
    return next.getAndAdd(DISTANCE);
  }

  /** Adds a made block. */
  void add(TreeBlock block) {
    made.put(block.address(), block);
  }

  /** Makes a block the root of a tree, instead of the stored one. */
  void replaceRoot(TreeRoot root, TreeBlock block) {
    roots.put(root, block);
  }

  @Override
  public TreeBlock read(long address, int level, long generation, long treeId) {
    TreeBlock block = made.get(address);
    return block != null
        ? block
        : once(
            () -> stored.read(address, level, generation, treeId),
            cause -> new LostRange(treeId, level, FIRST, null, address, cause));
  }

  @Override
  public TreeBlock root(TreeRoot root) {
    TreeBlock block = roots.get(root);
    if (block == null) {
      block = made.get(root.address());
    }
    return block != null
        ? block
        : once(
            () -> stored.root(root),
            cause ->
                new LostRange(root.treeId(), root.level(), FIRST, null, root.address(), cause));
  }

  @Override
  public TreeBlock child(TreeBlock parent, int slot, long treeId) {
    long address = parent.childAddress(slot);
    TreeBlock block = made.get(address);
    if (block != null) {
      return block;
    }
    EngineException known = failures.get(address);
    if (known != null) {
      throw known;
    }
    Key end = slot + 1 < parent.itemCount() ? parent.key(slot + 1) : null;
    return once(
        () -> stored.child(parent, slot, treeId),
        cause -> new LostRange(treeId, parent.level() - 1, parent.key(slot), end, address, cause));
  }

  private TreeBlock once(Supplier<TreeBlock> read, Function<String, LostRange> loss) {
    try {
      return read.get();
    } catch (CorruptFilesystemException | MissingDeviceException | ImageAccessException e) {
      LostRange range = loss.apply(e.getMessage());
      if (failures.size() < MAX_FAILURES && failures.putIfAbsent(range.address(), e) == null) {
        lost.add(range);
      }
      throw e;
    }
  }

  /** What could not be read so far, each block once. */
  List<LostRange> lostRanges() {
    return List.copyOf(lost);
  }

  @Override
  public boolean isReadingAhead() {
    return stored.isReadingAhead();
  }

  @Override
  public void expect(TreeBlock parent, int slot) {
    if (!made.containsKey(parent.childAddress(slot))) {
      stored.expect(parent, slot);
    }
  }

  @Override
  public void compareCopies(long address, long generation) {
    if (!made.containsKey(address)) {
      stored.compareCopies(address, generation);
    }
  }
}
