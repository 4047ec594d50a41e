package io.btrsend.engine.stream;

import io.btrsend.engine.StreamFormatException;
import java.io.IOException;
import java.io.OutputStream;

/** Prints the commands of a stream, for people or for programs, in the order of the stream. */
public interface CommandPrinter {
  /**
   * Prints one command completely; prints nothing if the command has no output or is unsound.
   *
   * @throws StreamFormatException if a printed attribute is missing or unsound
   */
  void print(StreamCommand command, OutputStream out) throws IOException;

  /**
   * Prints the commands up to the first END, as {@code btrfs receive --dump} does. Output before a
   * failure is flushed.
   *
   * @throws StreamFormatException if the stream is unsound
   */
  default void printUpToEnd(StreamReader reader, OutputStream out) throws IOException {
    try {
      StreamCommand command = reader.next();
      while (command.type() != CommandType.END) {
        print(command, out);
        command = reader.next();
      }
    } finally {
      out.flush();
    }
  }
}
