package io.btrsend.engine.extent;

import io.btrsend.engine.cache.LruMap;
import io.btrsend.engine.format.ObjectId;
import io.btrsend.engine.tree.BlockReader;
import io.btrsend.engine.tree.TreeCursor;
import io.btrsend.engine.tree.TreeRoot;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * The cursors of one thread, one for each recently searched subvolume. Neighbouring extents are
 * mostly used by neighbouring items, so a cursor that keeps its position rarely has to descend.
 */
final class SubvolumeCursors {
  private static final int MAX_CURSORS = 64;

  private final BlockReader blocks;
  private final LongFunction<Optional<TreeRoot>> trees;
  private final LruMap<Long, Optional<Place>> entries = new LruMap<>(MAX_CURSORS);

  /** A subvolume that exists, and the position in it. */
  record Place(TreeRoot tree, TreeCursor cursor) {}

  SubvolumeCursors(BlockReader blocks, LongFunction<Optional<TreeRoot>> trees) {
    this.blocks = blocks;
    this.trees = trees;
  }

  /**
   * The subvolume with this id; null if it no longer exists or the id is not that of a subvolume.
   */
  Place find(long id) {
    Optional<Place> known = entries.get(id);
    if (known == null) {
      known = open(id);
      entries.put(id, known);
    }
    return known.orElse(null);
  }

  private Optional<Place> open(long id) {
    return ObjectId.isSubvolume(id)
        ? trees.apply(id).map(tree -> new Place(tree, new TreeCursor(blocks, tree)))
        : Optional.empty();
  }
}
