package io.btrsend.engine.send.resolve;

import io.btrsend.engine.filesystem.Link;
import io.btrsend.engine.filesystem.Subvolume;
import io.btrsend.engine.format.ObjectId;
import java.util.ArrayList;
import java.util.List;

/** Tests whether one inode is an ancestor of another in a tree. Source: send semantics 6.10. */
final class Ancestry {
  private Ancestry() {}

  /** Whether {@code ancestor} is above the inode by any of the inode's names. */
  static boolean isAncestor(Subvolume tree, InodeId ancestor, long inode) {
    List<Long> parents = new ArrayList<>();
    tree.forEachLink(inode, link -> parents.add(link.parent()));
    for (long parent : parents) {
      if (isAtOrAbove(tree, ancestor, parent)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isAtOrAbove(Subvolume tree, InodeId ancestor, long start) {
    long directory = start;
    for (int steps = 0; ; steps++) {
      RequiredLookups.checkDepth(tree, start, steps);
      if (directory == ancestor.number()) {
        return RequiredLookups.generation(tree, directory) == ancestor.generation();
      }
      if (Long.compareUnsigned(directory, ObjectId.FIRST_FREE) <= 0) {
        return false;
      }
      Link first = RequiredLookups.firstLink(tree, directory);
      directory = first.parent();
    }
  }
}
