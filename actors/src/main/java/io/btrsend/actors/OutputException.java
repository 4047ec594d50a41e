package io.btrsend.actors;

import java.io.IOException;

/** The stream could not be written; the cause is the failure of the output. */
public final class OutputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  OutputException(IOException cause) {
    super("cannot write the stream: " + cause.getMessage(), cause);
  }
}
