package io.btrsend.cli;

import io.btrsend.jobs.progress.Progress;
import io.btrsend.jobs.progress.ProgressJson;
import io.btrsend.jobs.progress.ProgressLine;
import io.btrsend.jobs.progress.ProgressState;
import io.btrsend.jobs.progress.ProgressText;
import java.util.concurrent.TimeUnit;

/**
 * Shows how far a command is until it is closed, on a thread of its own: as a line of the terminal,
 * or as lines of text or JSON. Whatever the form, SIGUSR1 has one line of text printed. A command
 * that is over within {@link #TICK} costs no more than the start of the thread.
 */
final class ProgressDisplay implements AutoCloseable {
  /** How the progress is shown. */
  enum Form {
    LINE(1),
    PLAIN(20),
    JSON(4),
    NONE(Integer.MAX_VALUE);

    /** The state is shown whenever so many ticks are over. */
    private final int ticks;

    Form(int ticks) {
      this.ticks = ticks;
    }
  }

  private static final long TICK = TimeUnit.MILLISECONDS.toNanos(250);

  /** How often the width is asked for where no signal tells of resizing. */
  private static final int WIDTH_TICKS = 20;

  /** Nothing is drawn of what is over before. */
  private static final int FIRST_LINE = 2;

  private final Progress progress;
  private final StandardError error;
  private final Form form;
  private final TerminalWidth width = new TerminalWidth();
  private final ProgressLine line = new ProgressLine(Terminal.isUnicode());
  private final ProgressText text = new ProgressText(Terminal.isUnicode());
  private final Thread thread = new Thread(this::run, "progress");
  private boolean hearsOfResizing;
  private boolean isClosed;
  private boolean hasPrinted;

  /** Prepares to show it on standard error. */
  ProgressDisplay(Progress progress, StandardError error, Form form) {
    this.progress = progress;
    this.error = error;
    this.form = form;
    thread.setDaemon(true);
  }

  /** Whether it is shown without being asked for. */
  boolean isShown() {
    return form != Form.NONE;
  }

  /** Shows it until closed. */
  void start() {
    thread.start();
  }

  private void run() {
    long next = System.nanoTime() + TICK;
    try {
      for (int tick = 1; await(next); tick++) {
        if (tick == 1) {
          listen();
        }
        show(tick);
        // What was missed while the process was stopped is not made up for.
        next = Math.max(next + TICK, System.nanoTime());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns false when it is closed, true at the given time. */
  private synchronized boolean await(long time) throws InterruptedException {
    for (long left = time - System.nanoTime();
        left > 0 && !isClosed;
        left = time - System.nanoTime()) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return !isClosed;
  }

  private synchronized void listen() {
    if (!isClosed) {
      Signals.handle("USR1", () -> say(text.format(progress.state())));
      hearsOfResizing = Signals.handle("WINCH", width::changed);
    }
  }

  private void show(int tick) {
    ProgressState state = progress.state();
    if (form != Form.LINE) {
      if (tick % form.ticks == 0) {
        print(state, 0);
      }
    } else if (tick >= FIRST_LINE && Terminal.isForeground()) {
      if (!hearsOfResizing && tick % WIDTH_TICKS == 0) {
        width.changed();
      }
      // Asked for outside of the lock, since it takes a while.
      print(state, width.columns());
    }
  }

  private synchronized void print(ProgressState state, int columns) {
    if (isClosed) {
      return;
    }
    hasPrinted = true;
    switch (form) {
      // The last column stays free: some terminals wrap the line when it is filled.
      case LINE -> error.draw(line.format(state, columns - 1));
      case PLAIN -> say(text.format(state));
      case JSON -> error.text().println(ProgressJson.format(state));
      case NONE -> {}
    }
  }

  private void say(String what) {
    error.text().println("btrsend: " + what);
  }

  /** Stops. In a log the state at the end follows, if there was one before; in JSON always. */
  @Override
  public synchronized void close() {
    if (form == Form.JSON || (form == Form.PLAIN && hasPrinted)) {
      print(progress.state(), 0);
    }
    isClosed = true;
    notifyAll();
    error.erase();
  }
}
