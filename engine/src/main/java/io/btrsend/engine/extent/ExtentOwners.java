package io.btrsend.engine.extent;

import io.btrsend.engine.EngineException;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.format.ObjectId;
import io.btrsend.engine.tree.BlockReader;
import io.btrsend.engine.tree.TreeRoot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * Finds the files and trees that use an extent, for reports about damage. For one thread. Source:
 * send semantics 7.8.
 */
public final class ExtentOwners {
  /** The most uses that are listed; snapshots can share an extent thousands of times. */
  public static final int MAX_USES = 64;

  private final ExtentReferences references;
  private final ExtentUsesSearch search;
  private final LeafRoots roots;

  /**
   * A range of a file.
   *
   * @param offset where in the file it begins, bytes
   * @param length bytes
   */
  public record FileUse(long subvolume, long inode, long offset, long length) {}

  public ExtentOwners(Filesystem filesystem) {
    BlockReader blocks = filesystem.blocks();
    TreeRoot extentTree = filesystem.tree(ObjectId.EXTENT_TREE);
    SubvolumeCursors subvolumes = new SubvolumeCursors(blocks, filesystem::findTree);
    references = new ExtentReferences(blocks, extentTree);
    search = new ExtentUsesSearch(blocks, subvolumes);
    roots = new LeafRoots(blocks, new ExtentReferences(blocks, extentTree), subvolumes);
  }

  /**
   * The ranges of files that a range of a data extent is part of, {@link #MAX_USES} at most; none
   * if the extent has more than 1024 references.
   *
   * @param extent the extent's address
   * @param offset where in the extent the range begins
   * @throws EngineException if the trees that lead to the files cannot be read
   */
  public List<FileUse> files(long extent, long offset, long length) {
    List<FileUse> files = new ArrayList<>();
    long count = references.findData(extent);
    if (Long.compareUnsigned(count, ExtentReferences.MAX_REFERENCES) > 0) {
      return files;
    }
    references.collect();
    search
        .search(extent, references)
        .forEachCovering(
            offset,
            length,
            (leaf, inode, from, size) -> {
              for (long subvolume : files.size() < MAX_USES ? roots.rootsOf(leaf) : new long[0]) {
                if (files.size() < MAX_USES) {
                  files.add(new FileUse(subvolume, inode, from, size));
                }
              }
            });
    files.sort(
        Comparator.comparingLong(FileUse::subvolume)
            .thenComparingLong(FileUse::inode)
            .thenComparingLong(FileUse::offset));
    return files;
  }

  /**
   * Ids of the trees that a tree block is part of. If the block itself is needed to find those of
   * subvolumes and cannot be read, the list has only the trees that the extent tree names.
   *
   * @throws EngineException if the extent tree cannot be read
   */
  public List<Long> trees(long block, int level) {
    if (references.findTreeBlock(block, level) == 0) {
      return List.of();
    }
    references.collect();
    TreeSet<Long> ids = new TreeSet<>(Long::compareUnsigned);
    for (int i = 0; i < references.treeRoots().size(); i++) {
      ids.add(references.treeRoots().get(i));
    }
    if (ids.stream().allMatch(ObjectId::isSubvolume)) {
      try {
        for (long id : roots.rootsOf(block, level)) {
          ids.add(id);
        }
      } catch (EngineException e) {
        return List.copyOf(ids); // the block is damaged: that is what the report is about
      }
    }
    return List.copyOf(ids);
  }
}
