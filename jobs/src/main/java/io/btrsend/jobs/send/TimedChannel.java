package io.btrsend.jobs.send;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Measures how long writing to a channel takes. For one writer at a time; read afterwards. */
final class TimedChannel implements WritableByteChannel {
  private final WritableByteChannel out;
  private volatile long nanos;

  TimedChannel(WritableByteChannel out) {
    this.out = out;
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

  @Override
  public boolean isOpen() {
    return out.isOpen();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
