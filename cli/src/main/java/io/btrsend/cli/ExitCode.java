package io.btrsend.cli;

/** What the process returns. Part of the interface: scripts rely on the numbers. */
final class ExitCode {
  static final int SUCCESS = 0;

  /** A defect of btrsend itself. */
  static final int INTERNAL = 1;

  /** The command line or a setting cannot be used. */
  static final int USAGE = 2;

  /** The images are damaged, incomplete, or of a kind that cannot be read. */
  static final int IMAGE = 3;

  /** The images are fine, but the request is not: not found, not read-only, no parent. */
  static final int REFUSED = 4;

  /** The operating system failed to read an image or to write the output. */
  static final int IO = 5;

  /** Whoever read the output has gone; nothing is said. */
  static final int BROKEN_PIPE = 6;

  /** The stream is complete but for ranges that could not be read. */
  static final int SKIPPED = 7;

  /** A stream that was to be read is damaged. */
  static final int STREAM = 8;

  private ExitCode() {}
}
