package io.btrsend.cli;

/** What the process returns. Part of the interface: scripts rely on the numbers. */
final class ExitCode {
  static final int SUCCESS = 0;

  /** A defect of btrsend itself; the launcher returns it too if Java does not start. */
  static final int INTERNAL = 1;

  /** The command line or a setting cannot be used, or an output would destroy an input. */
  static final int USAGE = 2;

  /** The images are damaged, incomplete, or of a kind that cannot be read. */
  static final int IMAGE = 3;

  /**
   * The images are fine, but the request is not: not found, not read-only, no parent; a lock that
   * is held, a token or partial file that does not fit.
   */
  static final int REFUSED = 4;

  /** The operating system failed to read an image or to write the output. */
  static final int IO = 5;

  /** Whoever read the output has gone; nothing is said. */
  static final int BROKEN_PIPE = 6;

  /** The stream is complete but for ranges that could not be read. */
  static final int SKIPPED = 7;

  /** A stream or repository that was to be read is damaged. */
  static final int STREAM = 8;

  /** A stream has no defect that was found, but cannot be called sound. */
  static final int NOT_VERIFIED = 9;

  /** Finished, but some of several items failed. */
  static final int PARTIAL = 10;

  /** A scrub found damage, all of which can be repaired from what is sound. */
  static final int REPAIRABLE = 11;

  /** A signal ended the process, which then returns 128 and its number. */
  static final int INTERRUPTED = 128;

  private ExitCode() {}
}
