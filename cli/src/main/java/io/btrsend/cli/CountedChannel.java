package io.btrsend.cli;

import io.btrsend.engine.stream.ForwardingChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.atomic.AtomicLong;

/** A channel whose bytes are counted. */
final class CountedChannel extends ForwardingChannel {
  private final AtomicLong written = new AtomicLong();

  CountedChannel(WritableByteChannel channel) {
    super(channel);
  }

  /** The bytes written so far; for any thread. */
  long written() {
    return written.get();
  }

  @Override
  public int write(ByteBuffer bytes) throws IOException {
    int count = out.write(bytes);
    written.addAndGet(count);
    return count;
  }
}
