package io.btrsend.engine.volume;

import io.btrsend.engine.device.Device;
import io.btrsend.engine.format.ChunkItem;

/**
 * Computes the stripe, and the offset inside that stripe, for an offset inside a chunk. Pure
 * functions. Source: on-disk format 4.4.
 */
final class Striping {
  private static final int UNIT = ChunkItem.STRIPE_UNIT;

  /** Bytes that are read from one of several copies before it is the next one's turn. */
  private static final int TURN = 1 << 20;

  private Striping() {}

  /** Bytes from the offset on that are contiguous on the device of every way. */
  static long contiguous(Chunk chunk, long offset) {
    long left = chunk.length() - offset;
    if (chunk.profile().isStriped()) {
      return Math.min(left, UNIT - offset % UNIT);
    }
    return takesTurns(chunk) ? Math.min(left, TURN - offset % TURN) : left;
  }

  /**
   * The stripe with the {@code mirror}th best copy, for profiles without parity. Up-to-date devices
   * come before stale ones, stale ones before missing ones.
   */
  static int copyIndex(Chunk chunk, long offset, int mirror) {
    int copies = chunk.profile().copies();
    int first = firstCopy(chunk, offset);
    if (!chunk.isDegraded()) {
      long turn = takesTurns(chunk) ? offset / TURN : 0;
      return first + (int) ((mirror - 1 + turn) % copies);
    }
    int left = mirror;
    for (Device.State state : Device.State.values()) {
      for (int index = first; index < first + copies; index++) {
        if (chunk.state(index) == state && --left == 0) {
          return index;
        }
      }
    }
    throw new IllegalArgumentException("mirror " + mirror);
  }

  /**
   * Whether equally good copies take turns in coming first, so that their devices share the work.
   */
  private static boolean takesTurns(Chunk chunk) {
    return chunk.isMirroredOverDevices() && !chunk.isDegraded();
  }

  /** The first of the consecutive stripes that hold the copies, for profiles without parity. */
  static int firstCopy(Chunk chunk, long offset) {
    long piece = chunk.profile().isStriped() ? offset / UNIT : 0;
    return (int) (piece % chunk.columns()) * chunk.profile().copies();
  }

  /** The stripe with the data itself, for profiles with parity. */
  static int dataIndex(Chunk chunk, long offset) {
    long piece = offset / UNIT;
    return ParityRow.stripeIndex(chunk, piece / chunk.columns(), (int) (piece % chunk.columns()));
  }

  /** The stripe with P (1) or Q (2) of an offset's row. */
  static int parityIndex(Chunk chunk, long offset, int parity) {
    long row = offset / UNIT / chunk.columns();
    return ParityRow.stripeIndex(chunk, row, chunk.columns() + parity - 1);
  }

  static ParityRow parityRow(Chunk chunk, long offset) {
    long piece = offset / UNIT;
    return new ParityRow(chunk, piece / chunk.columns(), (int) (piece % chunk.columns()));
  }

  /** Byte offset from the start of each stripe. */
  static long offsetInStripe(Chunk chunk, long offset) {
    return chunk.profile().isStriped()
        ? offset / UNIT / chunk.columns() * UNIT + offset % UNIT
        : offset;
  }
}
