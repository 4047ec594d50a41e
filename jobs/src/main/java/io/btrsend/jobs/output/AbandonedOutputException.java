package io.btrsend.jobs.output;

/** The outputs of a job were abandoned while it was writing them; nothing of them is left. */
public final class AbandonedOutputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  AbandonedOutputException() {
    super("the outputs were abandoned");
  }
}
