package io.btrsend.jobs.resume;

import io.btrsend.engine.send.SkippedRanges;
import io.btrsend.engine.stream.ForwardingChannel;
import io.btrsend.engine.stream.StreamPoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The way into a partial file. After some time or some bytes it forces what was written to the
 * medium, on a thread of its own, while writing goes on; then it records the last place between two
 * commands that is safe. A failure of that thread fails the next write.
 */
final class Checkpoints extends ForwardingChannel implements Consumer<StreamPoint> {
  private static final long MAX_NANOS = 5_000_000_000L;
  static final long MAX_BYTES = 256L << 20;

  private final PartialFile file;
  private final long maxBytes;
  private final SkippedRanges skipped;

  /** Places that are decided and not known to be safe, in order. */
  private final Deque<StreamPoint> ahead = new ArrayDeque<>();

  private long written;
  private long lastBytes;
  private long lastNanos = System.nanoTime();
  private CompletableFuture<Void> running = CompletableFuture.completedFuture(null);
  private volatile IOException failure;

  /**
   * @param file its channel is at the end of what it has
   * @param written bytes that it has
   * @param maxBytes after so many a checkpoint is due
   */
  Checkpoints(
      PartialFile file,
      WritableByteChannel out,
      long written,
      SkippedRanges skipped,
      long maxBytes) {
    super(out);
    this.maxBytes = maxBytes;
    this.file = file;
    this.written = written;
    this.lastBytes = written;
    this.skipped = skipped;
  }

  /** Takes a place that is decided. For the thread that decides. */
  @Override
  public void accept(StreamPoint point) {
    synchronized (ahead) {
      ahead.add(point);
    }
  }

  @Override
  public int write(ByteBuffer src) throws IOException {
    if (failure != null) {
      throw failure;
    }
    int count = out.write(src);
    written += count;
    boolean due = written - lastBytes >= maxBytes || System.nanoTime() - lastNanos >= MAX_NANOS;
    if (due && running.isDone()) {
      begin();
    }
    return count;
  }

  private void begin() {
    lastBytes = written;
    lastNanos = System.nanoTime();
    StreamPoint safe = takeUpTo(written);
    if (safe != null) {
      running = CompletableFuture.runAsync(() -> record(safe), Checkpoints::start);
    }
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "checkpoint");
    thread.setDaemon(true);
    thread.start();
  }

  /** The last place up to which everything is written; forgets those before it. */
  private StreamPoint takeUpTo(long bytes) {
    synchronized (ahead) {
      StreamPoint last = null;
      while (!ahead.isEmpty() && ahead.peek().bytes() <= bytes) {
        last = ahead.remove();
      }
      return last;
    }
  }

  private void record(StreamPoint safe) {
    try {
      file.checkpoint(new Checkpoint(safe, skipped.spots()));
    } catch (IOException e) {
      failure = e;
    }
  }

  /** Waits until no checkpoint is being recorded. */
  void settle() {
    running.join();
  }
}
