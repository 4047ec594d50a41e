package io.btrsend.engine.ahead;

/**
 * Finds how many requests a device should have in flight: a power of two. From the time that each
 * request takes it learns the rate at every number. From time to time it tries twice as many, half
 * as many, and one after the other, and keeps what is clearly faster, or smaller and as good. On a
 * disk with one head, two requests at a time can take several times as long as one after the other.
 * Guarded by the lock of its {@link ReadAhead}.
 */
final class DepthControl {
  /** The rate, in percent, that makes twice as many requests worthwhile. */
  private static final int WORTHWHILE = 130;

  /** The rate, in percent, that makes half as many requests as good. */
  private static final int AS_GOOD = 92;

  /** Requests to learn from before a decision, at least. */
  private static final int MIN_REQUESTS = 6;

  /** Decisions between two tries: at first, and at most. */
  private static final int MIN_REST = 4;

  private static final int MAX_REST = 64;

  /**
   * What a request costs a device besides its bytes, in bytes. It makes rates of small and of large
   * requests comparable.
   */
  private static final int COST_OF_REQUEST = 512 << 10;

  /** The part of what was known that still counts after another request. */
  private static final double KEPT = 0.8;

  private static final int NONE = -1;

  /** The logarithm of the first number of requests in flight. */
  private static final int START = 2;

  /**
   * What was served and how long that took, by the logarithm of the requests in flight; recent
   * requests count more. The time is 0 if nothing is known.
   */
  private final double[] work;

  private final double[] nanos;
  private int level;
  private int tried = NONE;

  /** What is tried next: 0 for half as many, 1 for a single one, 2 for twice as many. */
  private int turn;

  private int requests;
  private int wait;
  private int rest = MIN_REST;

  DepthControl(int max) {
    work = new double[32 - Integer.numberOfLeadingZeros(max)];
    nanos = new double[work.length];
    level = Math.min(START, work.length - 1);
  }

  int depth() {
    return 1 << (tried == NONE ? level : tried);
  }

  /**
   * A request has been served.
   *
   * @param inFlight requests in flight when it began, itself included
   * @param length its bytes
   * @param nanosOfRequest the time it took
   */
  void served(int inFlight, int length, long nanosOfRequest) {
    int at = Math.min(work.length, 32 - Integer.numberOfLeadingZeros(inFlight)) - 1;
    work[at] = KEPT * work[at] + (double) inFlight * (length + COST_OF_REQUEST);
    nanos[at] = KEPT * nanos[at] + nanosOfRequest;
    requests++;
    if (requests >= Math.max(MIN_REQUESTS, depth())) {
      requests = 0;
      decide();
    }
  }

  private double rate(int at) {
    return nanos[at] == 0 ? 0 : work[at] / nanos[at];
  }

  private void decide() {
    if (tried != NONE) {
      judge();
    } else if (wait > 0) {
      wait--;
    } else if (rate(level) > 0) {
      tryAnother();
    }
  }

  private void tryAnother() {
    int next = turn == 0 ? level - 1 : turn == 1 ? 0 : level + 1;
    if (next < 0 || next == level || next == work.length) {
      nextTurn();
      return;
    }
    work[next] = 0;
    nanos[next] = 0;
    tried = next;
  }

  private void judge() {
    int next = tried;
    tried = NONE;
    if (rate(next) * 100 > rate(level) * (next > level ? WORTHWHILE : AS_GOOD)) {
      level = next;
      rest = MIN_REST;
    } else {
      nextTurn();
    }
  }

  private void nextTurn() {
    turn = (turn + 1) % 3;
    if (turn == 0) {
      wait = rest;
      rest = Math.min(MAX_REST, 4 * rest);
    }
  }
}
