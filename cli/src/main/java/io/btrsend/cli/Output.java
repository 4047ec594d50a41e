package io.btrsend.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;

/** Where bytes go that a job writes; one of its {@link Outputs}. */
abstract class Output {

  /** What to write to. */
  abstract FileChannel channel();

  /** Writes all of some bytes. */
  final void write(byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel().write(buffer);
    }
  }

  /** What a user should know about it. */
  Optional<String> notice() throws IOException {
    return Optional.empty();
  }

  /** Everything has been written: closes the channel when the bytes are on their medium. */
  abstract void complete() throws IOException;

  /** Makes a complete output visible under its name. */
  abstract void publish() throws IOException;

  /** Removes what has not been published. Leaves the channel open. */
  abstract void discard() throws IOException;

  /** Gives back what is open. */
  void close() throws IOException {
    channel().close();
  }
}
