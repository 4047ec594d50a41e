package io.btrsend.engine.stream;

import io.btrsend.engine.StreamFormatException;
import java.io.IOException;
import java.io.OutputStream;

/** Writes commands of a stream in a form for people or programs, in the order of the stream. */
public interface CommandRenderer {
  /**
   * Writes one command completely, or nothing if it has nothing to show or is unsound.
   *
   * @throws StreamFormatException if an attribute that is to be shown is missing or unsound
   */
  void render(StreamCommand command, OutputStream out) throws IOException;

  /**
   * Writes the commands up to the first END, as {@code btrfs receive --dump} does. What was written
   * before a failure is flushed.
   *
   * @throws StreamFormatException if the stream is unsound
   */
  default void renderUpToEnd(StreamReader reader, OutputStream out) throws IOException {
    try {
      StreamCommand command = reader.next();
      while (command.type() != CommandType.END) {
        render(command, out);
        command = reader.next();
      }
    } finally {
      out.flush();
    }
  }
}
