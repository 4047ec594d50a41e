package io.btrsend.engine.tree;

import io.btrsend.engine.CorruptFilesystemException;
import io.btrsend.engine.EngineException;
import io.btrsend.engine.ImageAccessException;
import io.btrsend.engine.MissingDeviceException;
import io.btrsend.engine.ahead.Kind;
import io.btrsend.engine.format.TreeName;
import io.btrsend.engine.volume.Volume;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/**
 * Reads tree blocks through a bounded cache. When a block is loaded, its own content is checked,
 * mirror by mirror; at every request it is checked against the block that refers to it.
 * Thread-safe. Source: on-disk format 4.7, 5.4.
 */
public final class BlockCache implements BlockReader {
  private final Volume volume;
  private final TreeBlockCheck check;
  private final CopyComparison copies;
  private final long slowBytes;

  private final BlockTable table;

  /** Takes the place of {@link #table} once a device was slow; null before. */
  private volatile BlockTable large;

  private final LongAdder blocksRead = new LongAdder();

  /**
   * @param bytes maximum size of all cached blocks, bytes
   * @param slowBytes the same from the moment on that a device is slow, when reading a block again
   *     takes longer than collecting a larger heap
   */
  public BlockCache(Volume volume, long bytes, long slowBytes) {
    this.slowBytes = slowBytes;
    this.volume = volume;
    this.check = new TreeBlockCheck(volume);
    this.copies = new CopyComparison(volume, check);
    this.table = new BlockTable(bytes / volume.nodeSize());
  }

  /** What the referring block records about a block besides its address. */
  private record Expected(int level, long generation, long treeId, TreeBlock parent, int slot) {
    String mismatch(TreeBlock block) {
      String mismatch = TreeBlockCheck.mismatch(block, level, generation, treeId);
      return mismatch != null || parent == null
          ? mismatch
          : TreeBlockCheck.mismatch(block, parent, slot);
    }
  }

  @Override
  public TreeBlock read(long address, int level, long generation, long treeId) {
    TreeBlock cached = table().get(address);
    if (cached != null && TreeBlockCheck.mismatch(cached, level, generation, treeId) == null) {
      return cached;
    }
    return load(address, new Expected(level, generation, treeId, null, 0));
  }

  @Override
  public TreeBlock root(TreeRoot root) {
    TreeBlock block = read(root.address(), root.level(), root.generation(), root.treeId());
    String mismatch = TreeBlockCheck.rootMismatch(block, root.treeId());
    if (mismatch != null) {
      throw new CorruptFilesystemException(
          where(block.address(), root.treeId()) + ": as the root of the tree, " + mismatch);
    }
    return block;
  }

  @Override
  public TreeBlock child(TreeBlock parent, int slot, long treeId) {
    long address = parent.childAddress(slot);
    int level = parent.level() - 1;
    long generation = parent.childGeneration(slot);
    TreeBlock cached = table().get(address);
    if (cached != null
        && TreeBlockCheck.mismatch(cached, level, generation, treeId) == null
        && TreeBlockCheck.mismatch(cached, parent, slot) == null) {
      return cached;
    }
    return load(address, new Expected(level, generation, treeId, parent, slot));
  }

  @Override
  public boolean isReadingAhead() {
    return volume.isReadingAhead();
  }

  @Override
  public void expect(TreeBlock parent, int slot) {
    long address = parent.childAddress(slot);
    if (table().get(address) == null) {
      volume.expect(Kind.METADATA, address, volume.nodeSize());
    }
  }

  @Override
  public void compareCopies(long address, long generation) {
    if (isPlausible(address)) {
      copies.compareAll(address, generation);
    }
  }

  /** The number of blocks read from the volume so far; retries of mirrors are not counted. */
  public long blocksRead() {
    return blocksRead.sum();
  }

  private BlockTable table() {
    if (large == null && volume.isReadingAhead()) {
      enlarge();
    }
    return large == null ? table : large;
  }

  private synchronized void enlarge() {
    if (large == null) {
      large = new BlockTable(slowBytes / volume.nodeSize());
    }
  }

  private TreeBlock load(long address, Expected expected) {
    requirePlausible(address, expected);
    blocksRead.increment();
    Set<String> problems = new LinkedHashSet<>();
    EngineException obstacle = null;
    byte[] rejected = null;
    int rejectedMirror = 0;
    int mirrors = volume.mirrorCount(address);
    for (int mirror = 1; mirror <= mirrors; mirror++) {
      String problem;
      try {
        byte[] bytes = new byte[volume.nodeSize()];
        volume.read(address, ByteBuffer.wrap(bytes), mirror);
        problem = check.problem(bytes, address);
        if (problem == null) {
          TreeBlock block = new TreeBlock(bytes);
          problem = expected.mismatch(block);
          if (problem == null) {
            if (rejected != null) {
              copies.compare(address, rejected, rejectedMirror, bytes, mirror);
            }
            countRepairs(address, mirror);
            table().put(block);
            return block;
          }
          rejected = bytes;
          rejectedMirror = mirror;
        }
      } catch (MissingDeviceException e) {
        obstacle = e;
        problems.add(e.getMessage());
        continue;
      } catch (ImageAccessException e) {
        obstacle = obstacle == null ? e : obstacle;
        problem = e.getMessage();
      }
      problems.add(volume.describe(address, mirror) + ": " + problem);
    }
    throw failure(where(address, expected.treeId()) + ": " + String.join("; ", problems), obstacle);
  }

  private void countRepairs(long address, int served) {
    for (int mirror = 1; mirror < served; mirror++) {
      volume.countRepair(address, mirror);
    }
  }

  private void requirePlausible(long address, Expected expected) {
    if (!isPlausible(address)) {
      throw new CorruptFilesystemException(
          where(address, expected.treeId()) + ": no metadata can lie there");
    }
  }

  private boolean isPlausible(long address) {
    return (address & (volume.sectorSize() - 1L)) == 0 && volume.holdsMetadata(address);
  }

  private static String where(long address, long treeId) {
    String block = "tree block " + Long.toUnsignedString(address);
    return treeId == 0 ? block : block + " of " + TreeName.of(treeId);
  }

  /** A missing device or an unreadable image takes precedence over damage as the reported cause. */
  private static EngineException failure(String message, EngineException obstacle) {
    if (obstacle instanceof MissingDeviceException) {
      return new MissingDeviceException(message, obstacle);
    }
    return obstacle == null
        ? new CorruptFilesystemException(message)
        : new ImageAccessException(message, obstacle);
  }
}
