package io.btrsend.engine.ahead;

import io.btrsend.engine.ImageAccessException;
import io.btrsend.engine.image.ByteSource;
import io.btrsend.engine.image.Layer;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A source of random bytes that counts what is read, and fails or stalls on request. */
final class FakeDisk implements ByteSource {
  final byte[] content;
  final AtomicInteger requests = new AtomicInteger();
  final AtomicLong bytesRead = new AtomicLong();
  final AtomicInteger inFlight = new AtomicInteger();
  final AtomicInteger mostInFlight = new AtomicInteger();

  /** A read that touches this byte fails; -1 for none. */
  volatile long badByte = -1;

  /** Reads do not return while this is held. */
  final Object gate = new Object();

  FakeDisk(int size, long seed) {
    content = new byte[size];
    new Random(seed).nextBytes(content);
  }

  @Override
  public String name() {
    return "disk";
  }

  @Override
  public long size() {
    return content.length;
  }

  @Override
  public List<Layer> layers() {
    return List.of();
  }

  @Override
  public void read(long position, ByteBuffer dst) {
    requireInside(position, dst.remaining());
    mostInFlight.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
    try {
      synchronized (gate) {
        requests.incrementAndGet();
        bytesRead.addAndGet(dst.remaining());
      }
      if (badByte >= position && badByte < position + dst.remaining()) {
        throw new ImageAccessException("disk: cannot be read at byte " + badByte);
      }
      dst.put(content, (int) position, dst.remaining());
    } finally {
      inFlight.decrementAndGet();
    }
  }

  @Override
  public void close() {}
}
