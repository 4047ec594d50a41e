package io.btrsend.cli;

import io.btrsend.engine.text.ByteSize;
import java.io.PrintWriter;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Shows once a second, on one line of a terminal that is written again and again, how many bytes
 * there were so far and how fast they come.
 */
final class Progress implements AutoCloseable {
  private static final String CLEAR_LINE = "\r\033[K";

  private final LongSupplier bytes;
  private final String participle;
  private final PrintWriter terminal;
  private final ScheduledExecutorService timer =
      new ScheduledThreadPoolExecutor(1, Progress::thread);
  private long shown;

  /**
   * Prepares to show something.
   *
   * @param bytes how many there were so far
   * @param participle what happened to them
   */
  Progress(LongSupplier bytes, String participle, PrintWriter terminal) {
    this.bytes = bytes;
    this.participle = participle;
    this.terminal = terminal;
  }

  /** Shows it until closed. */
  void start() {
    var unused = timer.scheduleAtFixedRate(this::show, 1, 1, TimeUnit.SECONDS);
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "progress");
    thread.setDaemon(true);
    return thread;
  }

  private void show() {
    long now = bytes.getAsLong();
    String rate = ByteSize.format(now - shown) + "/s";
    terminal.print(CLEAR_LINE + ByteSize.format(now) + " " + participle + ", " + rate);
    terminal.flush();
    shown = now;
  }

  /** Stops, and leaves the line empty for what is said next. */
  @Override
  public void close() {
    timer.shutdownNow();
    terminal.print(CLEAR_LINE);
    terminal.flush();
  }
}
