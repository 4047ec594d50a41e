package io.btrsend.actors;

/**
 * Collects credit that is owed to an actor until it is worth a message, since each may wake a
 * thread: a quarter of all the credit there is. For one thread.
 */
final class Repayment {
  private final long least;
  private long owed;

  /**
   * @param all the credit that was granted at first; who has none left is owed at least this much
   *     once nothing is in flight
   */
  Repayment(long all) {
    this.least = Math.max(1, all / 4);
  }

  /** Adds to what is owed; returns what is to be paid now, which may be nothing. */
  long owe(long amount) {
    owed += amount;
    if (owed < least) {
      return 0;
    }
    long due = owed;
    owed = 0;
    return due;
  }
}
