package io.btrsend.actors;

import akka.util.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/**
 * The next bytes of the stream, in a buffer on loan from the pool. Exactly one of the two ways of
 * consuming it must be taken, once; it gives the buffer back.
 */
final class StreamChunk {
  private final ByteBuffer buffer;
  private final Runnable giveBack;

  /**
   * @param buffer the bytes from its position to its limit
   * @param giveBack called once when the buffer is not used any more
   */
  StreamChunk(ByteBuffer buffer, Runnable giveBack) {
    this.buffer = buffer;
    this.giveBack = giveBack;
  }

  /**
   * Writes all bytes straight from the buffer, blocking as long as the channel does.
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
      giveBack.run();
    }
  }

  /** Copies the bytes. */
  ByteString toByteString() {
    ByteString copy = ByteString.fromByteBuffer(buffer);
    giveBack.run();
    return copy;
  }
}
