package io.btrsend.actors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Takes so many writes and fails at each one after them. */
final class FailingChannel implements WritableByteChannel {
  private final IOException cause;
  private int left;

  FailingChannel(int writes, IOException cause) {
    this.left = writes;
    this.cause = cause;
  }

  @Override
  public int write(ByteBuffer bytes) throws IOException {
    if (left == 0) {
      throw cause;
    }
    left--;
    int length = bytes.remaining();
    bytes.position(bytes.limit());
    return length;
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public void close() {}
}
