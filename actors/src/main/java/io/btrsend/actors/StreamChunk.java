package io.btrsend.actors;

import akka.util.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/**
 * The next bytes of the stream, in a buffer from the pool. The receiver must consume the chunk
 * exactly once, in one of the two ways; this returns the buffer to the pool.
 */
final class StreamChunk {
  private final ByteBuffer buffer;
  private final Runnable release;
  private final Runnable consumed;

  /**
   * @param buffer the bytes from its position to its limit
   * @param release called once when the buffer is no longer used, also if the output fails
   * @param consumed called after that, unless the output failed
   */
  StreamChunk(ByteBuffer buffer, Runnable release, Runnable consumed) {
    this.buffer = buffer;
    this.release = release;
    this.consumed = consumed;
  }

  /**
   * Writes all bytes straight from the buffer; blocks while the channel blocks.
   *
   * @throws OutputException if the channel fails
   */
  void writeTo(WritableByteChannel channel) {
    try {
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    } catch (IOException e) {
      throw new OutputException(e);
    } finally {
      release.run();
    }
    consumed.run();
  }

  /** Copies the bytes. */
  ByteString toByteString() {
    ByteString copy = ByteString.fromByteBuffer(buffer);
    release.run();
    consumed.run();
    return copy;
  }
}
