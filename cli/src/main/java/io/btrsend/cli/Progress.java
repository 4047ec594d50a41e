package io.btrsend.cli;

import io.btrsend.engine.text.ByteSize;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Shows once a second, on one line of a terminal that is written again and again, how many bytes
 * have passed through a channel and how fast.
 */
final class Progress implements AutoCloseable {
  private static final String CLEAR_LINE = "\r\033[K";

  private final WritableByteChannel channel;
  private final PrintWriter terminal;
  private final ScheduledExecutorService timer =
      new ScheduledThreadPoolExecutor(1, Progress::thread);
  private final AtomicLong written = new AtomicLong();
  private long shown;

  private Progress(WritableByteChannel channel, PrintWriter terminal) {
    this.channel = channel;
    this.terminal = terminal;
  }

  static Progress start(WritableByteChannel channel, PrintWriter terminal) {
    Progress progress = new Progress(channel, terminal);
    var unused = progress.timer.scheduleAtFixedRate(progress::show, 1, 1, TimeUnit.SECONDS);
    return progress;
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "progress");
    thread.setDaemon(true);
    return thread;
  }

  /** The channel, counted. */
  WritableByteChannel counted() {
    return new WritableByteChannel() {
      @Override
      public int write(ByteBuffer bytes) throws IOException {
        int count = channel.write(bytes);
        written.addAndGet(count);
        return count;
      }

      @Override
      public boolean isOpen() {
        return channel.isOpen();
      }

      @Override
      public void close() throws IOException {
        channel.close();
      }
    };
  }

  private void show() {
    long now = written.get();
    terminal.print(
        CLEAR_LINE + ByteSize.format(now) + " sent, " + ByteSize.format(now - shown) + "/s");
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
