package io.btrsend.actors;

import java.util.function.Supplier;

/** A stage failed with an error of the virtual machine, which is the cause. */
public final class StageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private StageException(Error cause) {
    super("a stage failed: " + cause, cause);
  }

  /**
   * Runs a step of a send. An error that does not affect the rest of the process (out of memory,
   * stack overflow, a native library that cannot be loaded) becomes the failure of the send.
   */
  static <T> T contain(Supplier<T> step) {
    try {
      return step.get();
    } catch (VirtualMachineError | LinkageError e) {
      throw new StageException(e);
    }
  }
}
