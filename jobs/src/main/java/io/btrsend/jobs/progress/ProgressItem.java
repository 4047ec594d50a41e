package io.btrsend.jobs.progress;

/**
 * What is worked on.
 *
 * @param name of a subvolume or file, without control characters; empty if it has none
 * @param number from 1
 * @param count how many there are
 */
public record ProgressItem(String name, int number, int count) {
  static final ProgressItem UNNAMED = new ProgressItem("", 1, 1);

  /** Whether it is one of several. */
  boolean isOneOfSeveral() {
    return count > 1;
  }

  /** {@code [2/5]}. */
  String position() {
    return "[" + number + "/" + count + "]";
  }
}
