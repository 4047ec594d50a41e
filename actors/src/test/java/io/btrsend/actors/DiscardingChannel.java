package io.btrsend.actors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Takes whatever is written, each time after something that may wait or fail. */
abstract class DiscardingChannel implements WritableByteChannel {

  abstract void beforeWrite() throws IOException;

  @Override
  public final int write(ByteBuffer bytes) throws IOException {
    beforeWrite();
    int length = bytes.remaining();
    bytes.position(bytes.limit());
    return length;
  }

  @Override
  public final boolean isOpen() {
    return true;
  }

  @Override
  public final void close() {}
}
