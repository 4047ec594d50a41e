package io.btrsend.engine.hostile;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritableByteChannel;
import java.util.Optional;

/**
 * Takes a number of bytes and then is closed, as a pipe whose reader has had enough. The first ones
 * are kept.
 */
final class BoundedSink implements WritableByteChannel {
  private static final int MAX_KEPT = 4 << 20;

  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private long left;
  private boolean keptAll = true;

  BoundedSink(long bytes) {
    left = bytes;
  }

  @Override
  public int write(ByteBuffer source) throws ClosedChannelException {
    if (!isOpen()) {
      throw new ClosedChannelException();
    }
    int length = source.remaining();
    if (kept.size() + length <= MAX_KEPT) {
      byte[] bytes = new byte[length];
      source.get(bytes);
      kept.writeBytes(bytes);
    } else {
      source.position(source.limit());
      keptAll = false;
    }
    left -= length;
    return length;
  }

  /** All that was written, or nothing if that was too much to keep. */
  Optional<byte[]> bytes() {
    return keptAll ? Optional.of(kept.toByteArray()) : Optional.empty();
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
