package io.btrsend.engine.send;

import io.btrsend.engine.EngineException;
import io.btrsend.engine.ahead.Kind;
import io.btrsend.engine.extent.ExtentData;
import io.btrsend.engine.extent.ExtentData.StoredRange;
import io.btrsend.engine.filesystem.FileExtent;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.format.ItemType;
import io.btrsend.engine.format.ObjectId;
import io.btrsend.engine.send.render.Segment;
import io.btrsend.engine.send.walk.ReportedItem;
import io.btrsend.engine.send.walk.WalkBatch;
import io.btrsend.engine.tree.ExpectedLeaves;

/**
 * Announces what later stages will read: for a batch the leaves of the extent tree with the back
 * references of its extents, for a segment its data and the leaves with the checksums. Does nothing
 * while no device is slow. For one thread.
 */
public final class ExpectedReads {
  private final Filesystem filesystem;

  /** Null until needed. */
  private ExpectedLeaves references;

  private ExpectedLeaves checksums;

  ExpectedReads(Filesystem filesystem) {
    this.filesystem = filesystem;
  }

  /** Whether announcing is of use now. */
  public boolean isUseful() {
    return filesystem.volume().isReadingAhead();
  }

  /** Announces what gathering the facts for a batch will read. Never fails. */
  public void expect(WalkBatch batch) {
    if (isUseful()) {
      tolerantly(() -> batch.items().forEach(this::expectReferences));
    }
  }

  /** Announces what rendering a segment will read. Never fails. */
  public void expect(Segment segment) {
    if (isUseful()) {
      tolerantly(() -> segment.pieces().forEach(this::expectData));
    }
  }

  /** Whoever needs the same bytes meets the same damage and reports it. */
  private static void tolerantly(Runnable announcement) {
    try {
      announcement.run();
    } catch (EngineException e) {
      return;
    }
  }

  private void expectReferences(ReportedItem item) {
    if (!item.isChangedExtent()) {
      return;
    }
    FileExtent extent = FileExtent.read(item.sent(), item.sentSlot());
    if (extent.isInExtent()) {
      expectReferences(extent.diskBytenr());
    }
  }

  private void expectData(Segment.Piece piece) {
    ExtentData extent = piece.extent();
    if (extent == null) {
      return;
    }
    StoredRange range =
        piece.encoded()
            ? extent.wholeRange()
            : extent.storedRange(piece.fileOffset(), (long) piece.count() * piece.length());
    if (range == null) {
      return;
    }
    filesystem.volume().expect(Kind.DATA, range.logical(), range.length());
    if (extent.checksummed()) {
      expectChecksums(range.logical());
    }
  }

  private void expectReferences(long logical) {
    if (references == null) {
      references = leavesOf(ObjectId.EXTENT_TREE);
    }
    references.expect(logical, ItemType.EXTENT_ITEM, 0);
  }

  private void expectChecksums(long logical) {
    if (checksums == null) {
      checksums = leavesOf(ObjectId.CSUM_TREE);
    }
    checksums.expect(ObjectId.EXTENT_CSUM, ItemType.EXTENT_CSUM, logical);
  }

  private ExpectedLeaves leavesOf(long treeId) {
    return new ExpectedLeaves(filesystem.blocks(), filesystem.tree(treeId));
  }
}
