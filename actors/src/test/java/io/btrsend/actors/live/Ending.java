package io.btrsend.actors.live;

/**
 * How the images are taken in the end.
 *
 * @param taking the moment they are taken at
 * @param dropSteps how many times the cleaner is let do a little more before, with a loss of power
 *     in between; where it is in the end depends on timing, so it is no function of the seed
 */
record Ending(Taking taking, int dropSteps) {

  /** The moments images are taken at. */
  enum Taking {
    /** After an unmount. */
    UNMOUNTED,
    /** While the filesystem is frozen. */
    FROZEN,
    /** While it is mounted, as if power were cut: with the log of what was synced last. */
    POWER_CUT,
    /** The same, in the middle of a commit: half of the devices have no new superblock yet. */
    POWER_CUT_WHILE_COMMITTING
  }

  static final Ending PLAIN = new Ending(Taking.UNMOUNTED, 0);

  @Override
  public String toString() {
    return taking + (dropSteps == 0 ? "" : ", cleaner let go on " + dropSteps + " times");
  }
}
