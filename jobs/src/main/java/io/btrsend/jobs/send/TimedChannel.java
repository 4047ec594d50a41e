package io.btrsend.jobs.send;

import io.btrsend.engine.stream.ForwardingChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Measures how long writing to a channel takes. For one writer at a time; read afterwards. */
final class TimedChannel extends ForwardingChannel {
  private volatile long nanos;

  TimedChannel(WritableByteChannel out) {
    super(out);
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // there is one writer
  public int write(ByteBuffer bytes) throws IOException {
    long begin = System.nanoTime();
    try {
      return out.write(bytes);
    } finally {
      nanos += System.nanoTime() - begin;
    }
  }

  /** The time that writing took so far. */
  double seconds() {
    return nanos / 1e9;
  }
}
