package io.btrsend.engine.hostile;

import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritableByteChannel;

/** Swallows a number of bytes and then is closed, as a pipe whose reader has had enough. */
final class BoundedSink implements WritableByteChannel {
  private long left;

  BoundedSink(long bytes) {
    left = bytes;
  }

  @Override
  public int write(ByteBuffer source) throws ClosedChannelException {
    if (!isOpen()) {
      throw new ClosedChannelException();
    }
    int length = source.remaining();
    source.position(source.limit());
    left -= length;
    return length;
  }

  @Override
  public boolean isOpen() {
    return left > 0;
  }

  @Override
  public void close() {
    left = 0;
  }
}
