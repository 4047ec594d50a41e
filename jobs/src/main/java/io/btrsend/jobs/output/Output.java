package io.btrsend.jobs.output;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;

/** Where bytes go that a job writes; one of its {@link Outputs}. */
public abstract class Output {

  /** What to write to. */
  public abstract FileChannel channel();

  /** Writes all of some bytes. */
  public final void write(byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel().write(buffer);
    }
  }

  /** What a user should know about it. */
  public Optional<String> notice() throws IOException {
    return Optional.empty();
  }

  /** Everything has been written: closes the channel when the bytes are on their medium. */
  public abstract void complete() throws IOException;

  /** Makes a complete output visible under its name. */
  public abstract void publish() throws IOException;

  /** Removes what has not been published. Leaves the channel open. */
  public abstract void discard() throws IOException;

  /** Gives back what is open. */
  public void close() throws IOException {
    channel().close();
  }
}
