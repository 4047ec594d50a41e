package io.btrsend.engine.scrub;

import io.btrsend.engine.format.ChunkItem;
import io.btrsend.engine.volume.Chunk;
import java.util.List;

/**
 * Neighbouring rows of a chunk with parity, and what is allocated in them.
 *
 * @param pieces by ascending address, each within one data column of one row
 */
record RowGroup(Chunk chunk, long firstRow, int rows, List<Piece> pieces) {
  /** A part of an extent. */
  record Piece(AllocatedExtent extent, long logical, int length) {}

  /** Bytes of a row without parity. */
  static long rowBytes(Chunk chunk) {
    return (long) ChunkItem.STRIPE_UNIT * chunk.columns();
  }
}
