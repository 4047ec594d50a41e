package io.btrsend.jobs.output;

/** An output would destroy an input or another output; nothing was opened for writing. */
public final class OutputConflictException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  OutputConflictException(String message) {
    super(message);
  }
}
