package io.btrsend.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * Standard error, which may end with one line of state that is drawn again and again. Whatever else
 * is written, by whom ever, goes where that line was. Thread-safe.
 */
final class StandardError extends OutputStream {
  private static final int BUFFER = 8 << 10;

  /** To the beginning of the line; the terminal cuts what is too long, instead of wrapping it. */
  private static final String BEGIN = "\r\033[?7l";

  /** Erases what was there before and is longer. */
  private static final String END = "\033[K\033[?7h";

  private static final String ERASE = "\r\033[K";

  private final OutputStream target;
  private final PrintWriter text =
      new PrintWriter(new OutputStreamWriter(this, StandardCharsets.UTF_8), true);
  private boolean isDrawn;
  private boolean isInsideLine;
  private boolean isSealed;

  /**
   * @param target takes the bytes, unbuffered
   */
  StandardError(OutputStream target) {
    this.target = target;
  }

  /** That of the process; what goes to {@link System#err}, as the log does, takes this way too. */
  static StandardError ofProcess() {
    StandardError error = new StandardError(new FileOutputStream(FileDescriptor.err));
    System.setErr(
        new PrintStream(new BufferedOutputStream(error, BUFFER), true, StandardCharsets.UTF_8));
    return error;
  }

  /** A writer of UTF-8 to it, which writes whole lines. */
  PrintWriter text() {
    return text;
  }

  /** Draws the line of state, in place of the one before; not in the middle of another line. */
  synchronized void draw(String line) {
    if (!isSealed && !isInsideLine) {
      put(BEGIN + line + END);
      isDrawn = true;
    }
  }

  /** Erases the line of state. */
  synchronized void erase() {
    if (isDrawn) {
      put(ERASE);
      isDrawn = false;
    }
  }

  /** Erases the line of state and draws none from now on. */
  synchronized void seal() {
    erase();
    isSealed = true;
  }

  /** Erases the line of state, and lets something else be written to the same terminal. */
  synchronized void aside(Runnable other) {
    erase();
    other.run();
  }

  /** A terminal that has gone gets no more drawings; the command goes on without. */
  private void put(String drawing) {
    try {
      target.write(drawing.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      isSealed = true;
    }
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] bytes, int from, int count) throws IOException {
    if (count > 0) {
      erase();
      target.write(bytes, from, count);
      isInsideLine = bytes[from + count - 1] != '\n';
    }
  }
}
