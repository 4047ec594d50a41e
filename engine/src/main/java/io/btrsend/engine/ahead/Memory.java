package io.btrsend.engine.ahead;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Direct memory for pieces of any length up to {@link #MAX_PIECE}, taken from slabs that are
 * allocated when the first ones are full. Guarded by the lock of its {@link ReadAhead}.
 */
final class Memory {
  /** The maximum length of a piece, bytes. */
  static final int MAX_PIECE = 1 << 20;

  private static final int SLAB = 4 * MAX_PIECE;
  private static final int UNIT = 4096;

  private final List<Slab> slabs = new ArrayList<>();

  /**
   * A part of a slab.
   *
   * @param bytes its memory; its position and limit belong to the owner of the piece
   */
  record Piece(Slab slab, int offset, ByteBuffer bytes) {}

  private static final class Slab {
    private final ByteBuffer bytes = ByteBuffer.allocateDirect(SLAB);

    /** Lengths of the free parts by their offsets; neighbours are always joined. */
    private final TreeMap<Integer, Integer> free = new TreeMap<>(Map.of(0, SLAB));

    /** Null if no free part is large enough. */
    Piece take(int length) {
      int rounded = rounded(length);
      int offset = firstFree(rounded);
      if (offset < 0) {
        return null;
      }
      int left = free.remove(offset) - rounded;
      if (left > 0) {
        free.put(offset + rounded, left);
      }
      return new Piece(this, offset, bytes.slice(offset, length));
    }

    private int firstFree(int length) {
      for (Map.Entry<Integer, Integer> part : free.entrySet()) {
        if (part.getValue() >= length) {
          return part.getKey();
        }
      }
      return -1;
    }

    void giveBack(int offset, int length) {
      int start = offset;
      int end = offset + length;
      Map.Entry<Integer, Integer> before = free.floorEntry(offset);
      if (before != null && before.getKey() + before.getValue() == offset) {
        start = before.getKey();
      }
      Integer after = free.remove(end);
      free.put(start, end + (after == null ? 0 : after) - start);
    }
  }

  private static int rounded(int length) {
    return (length + UNIT - 1) / UNIT * UNIT;
  }

  Piece take(int length) {
    for (Slab slab : slabs) {
      Piece piece = slab.take(length);
      if (piece != null) {
        return piece;
      }
    }
    Slab slab = new Slab();
    slabs.add(slab);
    return slab.take(length);
  }

  /** Takes back a part of a piece, which starts and ends at multiples of {@link #UNIT} in it. */
  void giveBack(Piece piece, int offset, int length) {
    piece.slab().giveBack(piece.offset() + offset, rounded(length));
  }
}
