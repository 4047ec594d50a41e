package io.btrsend.engine.extent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.engine.extent.FileItems.FileItem;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.format.ObjectId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Compares plans with what a scan of all subvolume trees finds: the same uses, though not their
 * order, which only the kernel's streams can tell. Source: on-disk format 10.7.
 */
final class BackrefOracle {
  private final Filesystem filesystem;
  private final List<FileItem> items;
  private final Map<Long, List<FileItem>> itemsOfExtent = new HashMap<>();

  BackrefOracle(Filesystem filesystem) {
    this.filesystem = filesystem;
    this.items = FileItems.all(filesystem);
    for (FileItem item : items) {
      if (!item.extent().inline() && item.extent().diskBytenr() != 0) {
        itemsOfExtent.computeIfAbsent(item.extent().diskBytenr(), e -> new ArrayList<>()).add(item);
      }
    }
  }

  /** Compares the plans of all items; returns how many uses were found in all. */
  long assertAllPlansRight() {
    Backrefs backrefs = new Backrefs(filesystem);
    ExtentReferences references = references();
    long uses = 0;
    for (List<FileItem> sharing : itemsOfExtent.values()) {
      for (FileItem item : sample(sharing)) {
        ExtentData extent = item.extent();
        long pos = extent.compressed() ? 0 : extent.extentOffset();
        Set<String> expected = scan(sharing, pos);
        Set<String> planned = new TreeSet<>();
        BackrefPlan plan = plan(backrefs, item, 2, pos);
        if (plan == BackrefPlan.NONE) {
          assertTrue(references.findData(extent.diskBytenr()) > 1024);
          continue;
        }
        for (int leaf = 0; leaf < plan.leafCount(); leaf++) {
          for (long root : plan.roots(leaf)) {
            for (int place = plan.visitStart(leaf); place < plan.visitEnd(leaf); place++) {
              int element = plan.visited(place);
              assertEquals(leaf, plan.leaf(element));
              planned.add(
                  use(root, plan.inode(element), plan.offset(element), plan.length(element)));
            }
          }
        }
        assertEquals("", difference(expected, planned), () -> "uses of " + extent);
        uses += planned.size();
      }
    }
    return uses;
  }

  private static String difference(Set<String> expected, Set<String> planned) {
    Set<String> missing = new TreeSet<>(expected);
    missing.removeAll(planned);
    Set<String> wrong = new TreeSet<>(planned);
    wrong.removeAll(expected);
    return missing.isEmpty() && wrong.isEmpty() ? "" : "missing " + missing + " wrong " + wrong;
  }

  /** So many of the items that share an extent that the number of comparisons stays bearable. */
  private static List<FileItem> sample(List<FileItem> sharing) {
    int step = 1 + sharing.size() / 100;
    return sharing.stream().filter(item -> sharing.indexOf(item) % step == 0).toList();
  }

  private ExtentReferences references() {
    return new ExtentReferences(filesystem.blocks(), filesystem.tree(ObjectId.EXTENT_TREE));
  }

  /**
   * Compares what one clone root makes of extents that nothing else uses, not even a subvolume that
   * is being deleted.
   */
  void assertLoneExtentsHaveNoCandidates() {
    Backrefs backrefs = new Backrefs(filesystem);
    ExtentReferences references = references();
    for (List<FileItem> sharing : itemsOfExtent.values()) {
      if (references.findData(sharing.get(0).extent().diskBytenr()) == 1) {
        assertSame(BackrefPlan.NONE, plan(backrefs, sharing.get(0), 1, 0));
      }
    }
  }

  private static BackrefPlan plan(Backrefs backrefs, FileItem item, int cloneRoots, long pos) {
    ExtentData extent = item.extent();
    return backrefs.plan(
        extent.diskBytenr(),
        cloneRoots,
        item.leaf().owner(),
        extent.inode(),
        extent.itemOffset(),
        extent.extentOffset(),
        pos);
  }

  private static Set<String> scan(List<FileItem> sharing, long pos) {
    Set<String> uses = new TreeSet<>();
    for (FileItem item : sharing) {
      ExtentData extent = item.extent();
      long offset = extent.itemOffset();
      if (!extent.compressed()) {
        long into = pos - extent.extentOffset();
        if (into < 0 || into >= extent.numBytes()) {
          continue;
        }
        offset += into;
      }
      uses.add(use(item.subvolume().id(), extent.inode(), offset, extent.numBytes()));
    }
    return uses;
  }

  private static String use(long root, long inode, long offset, long length) {
    return "root " + root + " inode " + inode + " offset " + offset + " length " + length;
  }
}
