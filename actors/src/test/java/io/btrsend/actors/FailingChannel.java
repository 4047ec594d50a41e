package io.btrsend.actors;

import java.io.IOException;

/** Takes so many writes and fails at each one after them. */
final class FailingChannel extends DiscardingChannel {
  private final IOException cause;
  private int left;

  FailingChannel(int writes, IOException cause) {
    this.left = writes;
    this.cause = cause;
  }

  @Override
  void beforeWrite() throws IOException {
    if (left == 0) {
      throw cause;
    }
    left--;
  }
}
