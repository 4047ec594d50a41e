package io.btrsend.engine.salvage;

import io.btrsend.engine.CorruptFilesystemException;
import io.btrsend.engine.EngineException;
import io.btrsend.engine.ImageAccessException;
import io.btrsend.engine.MissingDeviceException;
import io.btrsend.engine.format.Key;
import io.btrsend.engine.tree.BlockReader;
import io.btrsend.engine.tree.TreeBlock;
import io.btrsend.engine.tree.TreeRoot;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The blocks of a filesystem, some of whose trees were mended: their roots are replaced, and blocks
 * made in memory take the place of those that changed. A reference to a block that cannot be read
 * is not tried again; another one to the same block is, since it may expect something else there.
 * Thread-safe.
 *
 * <p>Memory: the blocks that were made, about one for each damaged block and level; the lost
 * ranges; and the exceptions of the first {@link #MAX_CAUSES} of them.
 */
final class MendedBlocks implements BlockReader {
  static final Key FIRST = new Key(0, 0, 0);
  private static final int MAX_CAUSES = 1 << 14;

  /** Addresses of made blocks are negative: they lie where no device reaches. */
  private static final long FIRST_ADDRESS = Long.MIN_VALUE;

  /** The distance of made blocks, a multiple of every sector size. */
  private static final long DISTANCE = 1 << 16;

  private final BlockReader stored;
  private final Map<Long, TreeBlock> made = new ConcurrentHashMap<>();
  private final Map<TreeRoot, TreeBlock> roots = new ConcurrentHashMap<>();
  private final Map<Reference, EngineException> causes = new ConcurrentHashMap<>();
  private final Map<Reference, LostRange> lost = new LinkedHashMap<>();
  private final AtomicLong next = new AtomicLong(FIRST_ADDRESS);

  /** Where a tree refers to a block. */
  private record Reference(long treeId, int level, Key from, long address, long generation) {}

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

  /** The made block at an address; null if there is none. */
  TreeBlock made(long address) {
    return address < 0 ? made.get(address) : null;
  }

  @Override
  public TreeBlock read(long address, int level, long generation, long treeId) {
    TreeBlock block = made(address);
    return block != null ? block : stored.read(address, level, generation, treeId);
  }

  @Override
  public TreeBlock root(TreeRoot root) {
    TreeBlock block = roots.get(root);
    if (block == null) {
      block = made(root.address());
    }
    if (block != null) {
      return block;
    }
    try {
      return stored.root(root);
    } catch (CorruptFilesystemException | MissingDeviceException | ImageAccessException e) {
      lose(root, e);
      throw e;
    }
  }

  @Override
  public TreeBlock child(TreeBlock parent, int slot, long treeId) {
    TreeBlock block = made(parent.childAddress(slot));
    if (block != null) {
      return block;
    }
    EngineException known = causes.isEmpty() ? null : causes.get(reference(parent, slot, treeId));
    if (known != null) {
      throw known;
    }
    try {
      return stored.child(parent, slot, treeId);
    } catch (CorruptFilesystemException | MissingDeviceException | ImageAccessException e) {
      Key to = slot + 1 < parent.itemCount() ? parent.key(slot + 1) : null;
      lose(parent, slot, treeId, to, e);
      throw e;
    }
  }

  private static Reference reference(TreeRoot root) {
    return new Reference(root.treeId(), root.level(), FIRST, root.address(), root.generation());
  }

  private static Reference reference(TreeBlock parent, int slot, long treeId) {
    return new Reference(
        treeId,
        parent.level() - 1,
        parent.key(slot),
        parent.childAddress(slot),
        parent.childGeneration(slot));
  }

  /** Records that the root of a tree cannot be used. */
  LostRange lose(TreeRoot root, EngineException cause) {
    return record(reference(root), null, cause);
  }

  /**
   * Records that the block that a slot refers to cannot be used.
   *
   * @param to the first key after the range; replaces one that was recorded before
   */
  LostRange lose(TreeBlock parent, int slot, long treeId, Key to, EngineException cause) {
    return record(reference(parent, slot, treeId), to, cause);
  }

  private synchronized LostRange record(Reference reference, Key to, EngineException cause) {
    LostRange range =
        new LostRange(
            reference.treeId(),
            reference.level(),
            reference.from(),
            to,
            reference.address(),
            cause.getMessage());
    lost.put(reference, range);
    if (causes.size() < MAX_CAUSES) {
      causes.putIfAbsent(reference, cause);
    }
    return range;
  }

  /** The key ranges that could not be read so far, each once. */
  synchronized List<LostRange> lostRanges() {
    return List.copyOf(lost.values());
  }

  @Override
  public boolean isReadingAhead() {
    return stored.isReadingAhead();
  }

  @Override
  public void expect(TreeBlock parent, int slot) {
    if (made(parent.childAddress(slot)) == null) {
      stored.expect(parent, slot);
    }
  }

  @Override
  public void compareCopies(long address, long generation) {
    if (made(address) == null) {
      stored.compareCopies(address, generation);
    }
  }
}
