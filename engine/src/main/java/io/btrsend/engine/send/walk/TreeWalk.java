package io.btrsend.engine.send.walk;

import io.btrsend.engine.filesystem.Links;
import io.btrsend.engine.format.ItemType;
import io.btrsend.engine.format.ObjectId;
import io.btrsend.engine.send.StageSizes;
import io.btrsend.engine.tree.BlockReader;
import io.btrsend.engine.tree.TreeCursor;
import io.btrsend.engine.tree.TreeDiff;
import io.btrsend.engine.tree.TreeDiff.Change;
import io.btrsend.engine.tree.TreeRoot;
import java.util.ArrayList;
import java.util.List;

/**
 * The first stage: visits the tree being sent, or its difference to the parent, and returns the
 * items that matter to the resolver in bounded batches.
 *
 * <p>A directory entry only makes the resolver check whether the current inode is finished;
 * checking again right away changes nothing. So only the first of a run of directory entries of the
 * current inode is passed on: a directory with a million entries costs the resolver one item.
 *
 * <p>For one thread. Source: send semantics 3.
 */
public final class TreeWalk {
  /**
   * Bytes of names and attributes in a batch. Each packed record of some thirty bytes can become a
   * command with a path of 4 KiB, and the commands of a batch are held in memory.
   */
  private static final int RECORD_BYTES_PER_BATCH = 128 << 10;

  private final Source source;
  private final StageSizes sizes;
  private long currentInode;
  private boolean inInertRun;

  /** A sequence of items. */
  private interface Source {
    /** The next item, or null at the end. */
    ReportedItem next();
  }

  /** Walks all of {@code sent} if {@code parent} is null, else the difference. */
  public TreeWalk(BlockReader blocks, TreeRoot sent, TreeRoot parent, StageSizes sizes) {
    this.sizes = sizes;
    source = parent == null ? wholeTree(blocks, sent) : difference(blocks, sent, parent);
  }

  /** The next batch, never empty; null at the end of the walk and from then on. */
  public WalkBatch next() {
    List<ReportedItem> items = new ArrayList<>();
    int inodes = 0;
    int recordBytes = 0;
    while (items.size() < sizes.batchItems()
        && inodes < sizes.batchInodes()
        && recordBytes < RECORD_BYTES_PER_BATCH) {
      ReportedItem item = source.next();
      if (item == null) {
        break;
      }
      if (matters(item)) {
        items.add(item);
        inodes += item.type() == ItemType.INODE_ITEM ? 1 : 0;
        recordBytes += recordBytes(item);
      }
    }
    return items.isEmpty() ? null : new WalkBatch(items, inodes);
  }

  private static int recordBytes(ReportedItem item) {
    if (item.type() != ItemType.XATTR_ITEM && !Links.isLinkType(item.type())) {
      return 0;
    }
    int sent = item.sent() == null ? 0 : item.sent().itemSize(item.sentSlot());
    int parent = item.parent() == null ? 0 : item.parent().itemSize(item.parentSlot());
    return sent + parent;
  }

  private boolean matters(ReportedItem item) {
    int type = item.type();
    if (item.change() == Change.SAME) {
      return type == ItemType.INODE_REF
          || type == ItemType.INODE_EXTREF
          || type == ItemType.EXTENT_DATA;
    }
    if (type == ItemType.INODE_ITEM) {
      currentInode = item.objectid();
      inInertRun = false;
      return true;
    }
    boolean inert =
        (type == ItemType.DIR_ITEM || type == ItemType.DIR_INDEX)
            && item.objectid() == currentInode;
    boolean repeated = inert && inInertRun;
    inInertRun = inert;
    return !repeated;
  }

  private static Source wholeTree(BlockReader blocks, TreeRoot root) {
    TreeCursor cursor = new TreeCursor(blocks, root).readingAhead();
    cursor.seek(ObjectId.FIRST_FREE, ItemType.INODE_ITEM, 0);
    return () -> {
      if (!cursor.valid()) {
        return null;
      }
      ReportedItem item = ReportedItem.newItem(cursor.leaf(), cursor.slot());
      cursor.next();
      return item;
    };
  }

  private static Source difference(BlockReader blocks, TreeRoot sent, TreeRoot parent) {
    TreeDiff diff = new TreeDiff(blocks, sent, parent);
    return () -> {
      if (!diff.next()) {
        return null;
      }
      return switch (diff.change()) {
        case NEW -> ReportedItem.newItem(diff.sentLeaf(), diff.sentSlot());
        case DELETED -> ReportedItem.deletedItem(diff.parentLeaf(), diff.parentSlot());
        case CHANGED, SAME ->
            new ReportedItem(
                diff.change(),
                diff.sentLeaf(),
                diff.sentSlot(),
                diff.parentLeaf(),
                diff.parentSlot());
      };
    };
  }
}
