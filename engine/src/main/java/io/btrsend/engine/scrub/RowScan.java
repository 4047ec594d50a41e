package io.btrsend.engine.scrub;

import io.btrsend.engine.EngineException;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.format.ChunkItem;
import io.btrsend.engine.volume.Chunk;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Plans the rows of all chunks with parity, by ascending address, leaving out rows in which nothing
 * is allocated. Thread-safe.
 */
final class RowScan {
  private static final int UNIT = ChunkItem.STRIPE_UNIT;

  private final Filesystem filesystem;
  private final Ledger ledger;
  private final Iterator<Chunk> chunks;
  private Chunk chunk;
  private ExtentScan extents;

  /** The extent that is planned next from an address on; null before the first of a chunk. */
  private AllocatedExtent extent;

  private long at;

  RowScan(Filesystem filesystem, Ledger ledger) {
    this.filesystem = filesystem;
    this.ledger = ledger;
    this.chunks = chunksWithParity(filesystem).iterator();
  }

  static List<Chunk> chunksWithParity(Filesystem filesystem) {
    return filesystem.volume().chunks().stream()
        .filter(chunk -> chunk.profile().parities() > 0)
        .toList();
  }

  /** The next rows, or null after the last. */
  synchronized RowGroup next() {
    while (extent == null) {
      if (!chunks.hasNext()) {
        return null;
      }
      chunk = chunks.next();
      extents = null;
      advance();
    }
    Chunk current = chunk;
    long rowBytes = RowGroup.rowBytes(current);
    long firstRow = (at - current.start()) / rowBytes;
    long end = current.start() + Math.min((firstRow + Scrub.ROWS) * rowBytes, current.length());
    List<RowGroup.Piece> pieces = new ArrayList<>();
    long lastRow = firstRow;
    while (extent != null && at < end) {
      long offset = at - current.start();
      lastRow = offset / rowBytes;
      int length = (int) Math.min(extent.end() - at, UNIT - offset % UNIT);
      pieces.add(new RowGroup.Piece(extent, at, length));
      at += length;
      if (at == extent.end()) {
        advance();
      }
    }
    return new RowGroup(current, firstRow, (int) (lastRow - firstRow) + 1, pieces);
  }

  /** Moves to the next extent of the chunk. */
  private void advance() {
    extent = null;
    try {
      if (extents == null) {
        extents = new ExtentScan(filesystem, chunk);
      }
      extent = extents.next();
      at = extent == null ? 0 : extent.logical();
    } catch (EngineException e) {
      ledger.notExamined(chunk.start(), e);
    }
  }
}
