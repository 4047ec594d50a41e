package io.btrsend.engine.ahead;

import io.btrsend.engine.EngineException;
import java.util.concurrent.CountDownLatch;

/**
 * Announced bytes of one source, read in one piece. The fields that change are guarded by the lock
 * of the {@link ReadAhead}.
 */
final class Range {
  enum State {
    /** Waits for memory. */
    PLANNED,
    /** Has memory reserved and waits for its turn on the device. */
    ADMITTED,
    READING,
    READY,
    /** Read in vain, given up, or consumed. */
    GONE
  }

  final ReadQueue queue;
  final Kind kind;
  final long start;
  final int length;

  /** The flow of its lane when it got memory, see {@link Lane}. */
  long heldAt;

  State state = State.PLANNED;

  /** Whether a reader waits for exactly these bytes. */
  boolean demanded;

  /** Whether it is to be dropped when those that read or copy it are done. */
  boolean unwanted;

  /** Why it could not be read, else null. */
  EngineException failure;

  /** Opens when the range leaves {@link State#READING}. */
  final CountDownLatch read = new CountDownLatch(1);

  /** The memory of the request that read it, and its place there. */
  Memory.Piece piece;

  int offsetInPiece;

  /** Readers that copy from it at the moment. */
  int readers;

  /** Bytes that readers have copied. */
  int copied;

  Range(ReadQueue queue, Kind kind, long start, int length) {
    this.queue = queue;
    this.kind = kind;
    this.start = start;
    this.length = length;
  }

  long end() {
    return start + length;
  }
}
