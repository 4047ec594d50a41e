package io.btrsend.jobs.backup;

import io.btrsend.engine.stream.ForwardingChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.atomic.AtomicLong;

/** Adds what is written to the count of several channels. */
final class CountingChannel extends ForwardingChannel {
  private final AtomicLong bytes;

  CountingChannel(WritableByteChannel out, AtomicLong bytes) {
    super(out);
    this.bytes = bytes;
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    int count = out.write(source);
    bytes.addAndGet(count);
    return count;
  }
}
