package io.btrsend.engine.salvage;

import io.btrsend.engine.device.DeviceSet;
import io.btrsend.engine.device.SuperblockCopy;
import io.btrsend.engine.format.BackupRoot;
import io.btrsend.engine.format.Superblock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The commits that the superblocks record: that of the superblock in use first, its backup roots,
 * and those of all other sound copies on all images. Equal records count once. Source: on-disk
 * format 2.9.
 */
public final class RecordedRoots {
  private static final Comparator<RootCandidate> NEWEST_FIRST =
      (a, b) -> Long.compareUnsigned(b.generation(), a.generation());

  private final List<SuperblockCopy> copies;

  /** The names of each root, in the order of finding. */
  private final Map<Trees, List<String>> found = new LinkedHashMap<>();

  private record Trees(Superblock.Root root, Superblock.Root chunks) {}

  private RecordedRoots(DeviceSet devices) {
    copies = devices.superblockCopies();
    add(devices.superblock(), true);
    for (SuperblockCopy copy : copies) {
      if (copy.isSound()) {
        add(copy.superblock(), false);
      }
    }
  }

  /** Reads all copies of the superblock. */
  public static RecordedRoots of(DeviceSet devices) {
    return new RecordedRoots(devices);
  }

  private void add(Superblock superblock, boolean inUse) {
    add(superblock.rootTree(), superblock.chunkTree(), inUse ? "current" : null);
    for (int slot = 0; slot < BackupRoot.COUNT; slot++) {
      int at = Superblock.backupRootStart(slot);
      Superblock.Root root = BackupRoot.rootTree(superblock.bytes(), at);
      if (root.address() != 0) {
        Superblock.Root chunks = BackupRoot.chunkTree(superblock.bytes(), at);
        add(root, chunks, inUse ? "backup:" + slot : null);
      }
    }
  }

  private void add(Superblock.Root root, Superblock.Root chunks, String name) {
    List<String> names = found.computeIfAbsent(new Trees(root, chunks), key -> new ArrayList<>());
    if (name != null) {
      names.add(name);
    }
  }

  /** All copies of the superblock, the damaged ones too. */
  public List<SuperblockCopy> copies() {
    return copies;
  }

  /** The commits, newest first, the current one before others of its generation. */
  public List<RootCandidate> list() {
    List<RootCandidate> list = new ArrayList<>();
    found.forEach(
        (trees, names) ->
            list.add(
                new RootCandidate(
                    trees.root(), List.of(trees.chunks()), List.copyOf(names), true)));
    list.sort(NEWEST_FIRST);
    return list;
  }

  /** The same with the roots that a scan found, as far as the superblocks do not record them. */
  public List<RootCandidate> listWith(List<FoundRoot> scanned) {
    List<RootCandidate> list = list();
    Set<Superblock.Root> known = new HashSet<>();
    list.forEach(candidate -> known.add(candidate.rootTree()));
    for (FoundRoot root : scanned) {
      if (known.add(root.root())) {
        list.add(unrecorded(root.root()));
      }
    }
    list.sort(NEWEST_FIRST);
    return list;
  }

  /** A commit that no superblock records, with all chunk trees that they do record. */
  RootCandidate unrecorded(Superblock.Root root) {
    return new RootCandidate(root, chunkTrees(root.generation()), List.of(), false);
  }

  /**
   * Where chunk trees start, the most likely for a generation first: the newest that is not newer,
   * then older ones, then the oldest that is newer.
   */
  List<Superblock.Root> chunkTrees(long generation) {
    Set<Superblock.Root> distinct = new LinkedHashSet<>();
    found.keySet().forEach(trees -> distinct.add(trees.chunks()));
    List<Superblock.Root> notNewer = new ArrayList<>();
    List<Superblock.Root> newer = new ArrayList<>();
    for (Superblock.Root root : distinct) {
      boolean isNewer = Long.compareUnsigned(root.generation(), generation) > 0;
      (isNewer ? newer : notNewer).add(root);
    }
    Comparator<Superblock.Root> oldestFirst =
        (a, b) -> Long.compareUnsigned(a.generation(), b.generation());
    notNewer.sort(oldestFirst.reversed());
    newer.sort(oldestFirst);
    notNewer.addAll(newer);
    return notNewer;
  }
}
