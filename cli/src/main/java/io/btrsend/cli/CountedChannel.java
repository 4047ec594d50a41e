package io.btrsend.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.atomic.AtomicLong;

/** A channel whose bytes are counted. */
final class CountedChannel implements WritableByteChannel {
  private final WritableByteChannel channel;
  private final AtomicLong written = new AtomicLong();

  CountedChannel(WritableByteChannel channel) {
    this.channel = channel;
  }

  /** The bytes written so far; for any thread. */
  long written() {
    return written.get();
  }

  @Override
  public int write(ByteBuffer bytes) throws IOException {
    int count = channel.write(bytes);
    written.addAndGet(count);
    return count;
  }

  @Override
  public boolean isOpen() {
    return channel.isOpen();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
