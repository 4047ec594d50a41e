package io.btrsend.actors;

import java.util.function.Supplier;

/** A stage ran into an error of the virtual machine, which is the cause. */
public final class StageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private StageException(Error cause) {
    super("a stage failed: " + cause, cause);
  }

  /**
   * Takes a step of a send. An error that says nothing about the rest of the process (no memory,
   * too deep a recursion, a native library that cannot be loaded) becomes the failure of the send.
   */
  static <T> T contain(Supplier<T> step) {
    try {
      return step.get();
    } catch (VirtualMachineError | LinkageError e) {
      throw new StageException(e);
    }
  }
}
