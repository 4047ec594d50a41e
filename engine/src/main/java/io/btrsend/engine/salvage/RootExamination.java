package io.btrsend.engine.salvage;

import io.btrsend.engine.EngineException;
import io.btrsend.engine.device.DeviceSet;
import io.btrsend.engine.format.LittleEndian;
import io.btrsend.engine.format.ObjectId;
import io.btrsend.engine.format.Superblock;
import io.btrsend.engine.format.TreeName;
import io.btrsend.engine.tree.BlockCache;
import io.btrsend.engine.tree.BlockReader;
import io.btrsend.engine.tree.ChunkTree;
import io.btrsend.engine.tree.TreeBlock;
import io.btrsend.engine.tree.TreeBlockCheck;
import io.btrsend.engine.tree.TreeRoot;
import io.btrsend.engine.volume.Volume;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds out what can be read at roots. Commits share most blocks, so verified blocks are kept for
 * the next root, up to a bound. For one thread.
 */
public final class RootExamination {
  private static final long CACHE_BYTES = 16 << 20;

  private final DeviceSet devices;

  /** The newest generation that any root has, so that no block counts as too new. */
  private final long newest;

  private final Map<Superblock.Root, ReadableChunks> chunkTrees = new HashMap<>();

  /** What a chunk tree leads to, or why it cannot be read. */
  private record ReadableChunks(Volume volume, BlockReader blocks, EngineException failure) {}

  /**
   * Reads nothing yet.
   *
   * @param newest the newest generation of all roots to be examined
   */
  public RootExamination(DeviceSet devices, long newest) {
    this.devices = devices;
    this.newest =
        Long.compareUnsigned(newest, devices.superblock().generation()) > 0
            ? newest
            : devices.superblock().generation();
  }

  /** What can be read at a root. Never fails for what is wrong with the images. */
  public RootState examine(RootCandidate candidate) {
    List<String> failures = new ArrayList<>();
    for (Superblock.Root chunkTree : candidate.chunkTrees()) {
      ReadableChunks chunks = chunks(chunkTree);
      if (chunks.failure() != null) {
        failures.add(chunks.failure().getMessage());
        continue;
      }
      try {
        return examine(candidate, chunkTree, chunks);
      } catch (EngineException e) {
        failures.add(e.getMessage());
      }
    }
    return RootState.unusable(failures.get(0));
  }

  private static RootState examine(
      RootCandidate candidate, Superblock.Root chunkTree, ReadableChunks chunks) {
    RootTreeWalk walk = new RootTreeWalk(chunks.volume(), chunks.blocks());
    walk.run(treeRoot(candidate.rootTree()), candidate.isRecorded());
    RootState.Condition condition = RootState.Condition.DAMAGED;
    if (walk.problems().isEmpty()) {
      condition = RootState.Condition.COMPLETE;
    } else if (walk.subvolumes() == 0) {
      condition = RootState.Condition.UNUSABLE;
    }
    return new RootState(
        condition, List.copyOf(walk.problems()), walk.subvolumes(), walk.time(), chunkTree);
  }

  private static TreeRoot treeRoot(Superblock.Root root) {
    return new TreeRoot(ObjectId.ROOT_TREE, root.address(), root.generation(), root.level());
  }

  private ReadableChunks chunks(Superblock.Root chunkTree) {
    return chunkTrees.computeIfAbsent(chunkTree, this::load);
  }

  private ReadableChunks load(Superblock.Root chunkTree) {
    Superblock superblock = devices.superblock();
    Superblock.Root latest = new Superblock.Root(superblock.root(), newest, superblock.rootLevel());
    try {
      Volume volume = ChunkTree.load(devices.at(superblock.at(latest, chunkTree))).volume();
      return new ReadableChunks(volume, new BlockCache(volume, CACHE_BYTES, CACHE_BYTES), null);
    } catch (EngineException e) {
      return new ReadableChunks(null, null, e);
    }
  }

  /**
   * The root tree whose root block is at a logical address, as its header describes it.
   *
   * @param recorded where chunk trees start
   * @return null if no sound block of a root tree is there
   */
  Superblock.Root rootAt(long address, RecordedRoots recorded, List<String> problems) {
    for (Superblock.Root chunkTree : recorded.chunkTrees(newest)) {
      ReadableChunks chunks = chunks(chunkTree);
      if (chunks.failure() != null) {
        problems.add(chunks.failure().getMessage());
        continue;
      }
      Superblock.Root found = rootAt(address, chunks.volume(), problems);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static Superblock.Root rootAt(long address, Volume volume, List<String> problems) {
    if ((address & (volume.sectorSize() - 1L)) != 0 || !volume.holdsMetadata(address)) {
      problems.add("no metadata can lie there");
      return null;
    }
    TreeBlockCheck check = new TreeBlockCheck(volume);
    for (int mirror = 1; mirror <= volume.mirrorCount(address); mirror++) {
      byte[] bytes = new byte[volume.nodeSize()];
      try {
        volume.read(address, ByteBuffer.wrap(bytes), mirror);
      } catch (EngineException e) {
        problems.add(e.getMessage());
        continue;
      }
      String problem = check.problem(bytes, address);
      long owner = LittleEndian.u64(bytes, TreeBlock.OWNER);
      if (problem == null && owner != ObjectId.ROOT_TREE) {
        problem = "it belongs to " + TreeName.of(owner);
      }
      if (problem == null) {
        return new Superblock.Root(
            address,
            LittleEndian.u64(bytes, TreeBlock.GENERATION),
            LittleEndian.u8(bytes, TreeBlock.LEVEL));
      }
      problems.add(volume.describe(address, mirror) + ": " + problem);
    }
    return null;
  }
}
