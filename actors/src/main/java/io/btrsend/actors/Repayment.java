package io.btrsend.actors;

/**
 * Accumulates credit to return to an actor until it amounts to a quarter of the total, because each
 * message may wake a thread. For one thread.
 */
final class Repayment {
  private final long least;
  private long owed;

  /**
   * @param all the total credit. An actor without credit is owed all of it once nothing is in
   *     flight, so a payment always becomes due
   */
  Repayment(long all) {
    this.least = Math.max(1, all / 4);
  }

  /** Adds credit; returns the amount to send now, which may be 0. */
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
