package io.btrsend.cli;

import io.btrsend.jobs.output.Outputs;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;

/**
 * How a signal ends the process: either nothing is left of what was being written, one line says so
 * and the runtime returns 128 and the number of the signal; or all outputs were complete when the
 * signal came, and the command's own exit code is returned. Thread-safe.
 */
final class Interruption {
  private final StandardError error;
  private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();
  private Outputs outputs = new Outputs();

  /** One that no signal reaches, as for a test. */
  Interruption(StandardError error) {
    this.error = error;
  }

  /** For a process. */
  static Interruption watch(StandardError error) {
    Interruption interruption = new Interruption(error);
    Runtime.getRuntime().addShutdownHook(new Thread(interruption::decide, "interruption"));
    return interruption;
  }

  /** Sets what a signal removes, or comes too late for. */
  synchronized void guard(Outputs written) {
    outputs = written;
  }

  private synchronized Outputs guarded() {
    return outputs;
  }

  /** Ends the process with the exit code of its command. */
  void end(int code) {
    exitCode.complete(code);
    System.exit(code);
  }

  /** Runs when the process ends, for whatever reason. */
  private void decide() {
    error.seal();
    if (exitCode.isDone() || abandon()) {
      Runtime.getRuntime().halt(exitCode.join());
    }
  }

  /** Whether it is too late: what the command writes is there, and it is about to end. */
  private boolean abandon() {
    try {
      boolean complete = guarded().abandon();
      if (!complete) {
        String advice = guarded().advice();
        error.text().println("btrsend: interrupted" + (advice.isEmpty() ? "" : "; " + advice));
      }
      return complete;
    } catch (UncheckedIOException e) {
      error.text().println("btrsend: interrupted, and left behind: " + e.getCause().getMessage());
      return false;
    }
  }
}
