package io.btrsend.actors;

/** A stage ran into an error of the virtual machine, which is the cause. */
public final class StageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StageException(Error cause) {
    super("a stage failed: " + cause, cause);
  }
}
