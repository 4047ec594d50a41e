package io.btrsend.cli;

/**
 * Says one line if a signal ends the process. What the runtime does besides is to return 128 and
 * the number of the signal, and to run the hooks that remove unfinished output.
 */
final class Interruption {
  private volatile boolean over;

  private Interruption() {}

  static Interruption watch() {
    Interruption interruption = new Interruption();
    Runtime.getRuntime().addShutdownHook(new Thread(interruption::tell, "interruption"));
    return interruption;
  }

  /** From here on the process ends by itself. */
  void over() {
    over = true;
  }

  private void tell() {
    if (!over) {
      System.err.println("btrsend: interrupted");
    }
  }
}
