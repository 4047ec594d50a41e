package io.btrsend.engine.send.resolve;

import io.btrsend.engine.SendException;
import io.btrsend.engine.SendException.Reason;

/** The longest path that can be sent. Source: send semantics 1.3. */
final class PathLimit {
  private static final int MAX_LENGTH = 4095;

  private PathLimit() {}

  /**
   * Fails the send (the kernel's ENAMETOOLONG) if a path with its terminator is longer than the
   * limit.
   */
  static void check(int lengthWithTerminator) {
    if (lengthWithTerminator > MAX_LENGTH + 1) {
      throw new SendException(
          Reason.FAILED,
          "a path is longer than " + MAX_LENGTH + " bytes, which no send stream can carry");
    }
  }
}
