package io.btrsend.cli;

import io.btrsend.jobs.output.StandardDescriptor;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What commands print to, as bytes or as text. Writers swallow failures; here the first is kept, so
 * that no command succeeds whose output got lost. For one thread.
 */
final class StandardOutput extends OutputStream {
  private final OutputStream target;
  private final PrintWriter text =
      new PrintWriter(new BufferedWriter(new OutputStreamWriter(this, StandardCharsets.UTF_8)));
  private IOException failure;

  /**
   * @param target takes the bytes, unbuffered
   */
  StandardOutput(OutputStream target) {
    this.target = target;
  }

  /** That of the process. */
  static StandardOutput ofProcess() {
    return new StandardOutput(StandardDescriptor.output());
  }

  /** A writer of UTF-8 to it, buffered. */
  PrintWriter text() {
    return text;
  }

  /** Why not all has been written that was printed, after writing what is buffered. */
  Optional<IOException> failure() {
    text.flush();
    return Optional.ofNullable(failure);
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int count) throws IOException {
    if (failure != null) {
      throw failure;
    }
    try {
      target.write(bytes, from, count);
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }
}
