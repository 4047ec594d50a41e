package io.btrsend.engine.image.nbd;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.Condition;

/**
 * Bytes that are asked of a server. Its state belongs to the connection that it is sent on, and is
 * guarded by that connection's lock; its buffer is filled by the thread that receives.
 */
final class NbdRequest {
  private static final byte[] ZEROS = new byte[16 << 10];

  private final long offset;
  private final ByteBuffer content;

  NbdConnection connection;
  Condition finished;
  boolean waiting;
  boolean done;

  /** Why it failed, null if it did not. */
  IOException failure;

  /** What came in chunks; null if nothing did. */
  private ReceivedRanges received;

  /**
   * @param offset in the export, bytes
   * @param content a buffer for all that is asked for, from its beginning to its limit
   */
  NbdRequest(long offset, ByteBuffer content) {
    this.offset = offset;
    this.content = content;
  }

  long offset() {
    return offset;
  }

  int length() {
    return content.limit();
  }

  /** Begins it anew, to be sent on a connection. */
  void reset(NbdConnection newConnection, Condition newFinished) {
    connection = newConnection;
    finished = newFinished;
    waiting = false;
    done = false;
    failure = null;
    received = null;
  }

  /** The buffer for all of it. */
  ByteBuffer whole() {
    return content.clear();
  }

  /**
   * The buffer for a chunk, which counts as received.
   *
   * @param at offset in the export
   * @param count bytes
   */
  ByteBuffer chunk(long at, long count) throws NbdProtocolException {
    long from = at - offset;
    if (at < offset || count <= 0 || count > length() || from > length() - count) {
      throw NbdProtocolException.broken(
          String.format(
              "%d bytes at byte %s for a request of %d at byte %d",
              count, Long.toUnsignedString(at), length(), offset));
    }
    if (received == null) {
      received = new ReceivedRanges();
    }
    if (!received.add((int) from, (int) (from + count))) {
      throw NbdProtocolException.broken("the same bytes twice, at byte " + at);
    }
    return content.slice((int) from, (int) count);
  }

  /** A chunk that is zero. */
  void hole(long at, long count) throws NbdProtocolException {
    ByteBuffer zeros = chunk(at, count);
    while (zeros.hasRemaining()) {
      zeros.put(ZEROS, 0, Math.min(ZEROS.length, zeros.remaining()));
    }
  }

  /** Its last chunk has come. */
  void requireWhole() throws NbdProtocolException {
    if (failure == null && (received == null || !received.isWhole(length()))) {
      throw NbdProtocolException.broken(
          "an incomplete reply to a request of " + length() + " bytes at byte " + offset);
    }
  }
}
