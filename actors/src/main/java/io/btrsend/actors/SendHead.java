package io.btrsend.actors;

import io.btrsend.actors.PipelineStages.Batch;
import io.btrsend.actors.PipelineStages.Segment;
import io.btrsend.engine.send.SendReport;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;

/**
 * The beginning of one send: decided and written by the calling thread, rendered by others and,
 * when that has nothing else to do, by the calling thread. It can stop between any two segments.
 *
 * <p>Rendering is what takes longest where there is much to send, and the only stage that needs
 * nothing of the others; the rest is left together, since two threads that gather by turns read and
 * keep twice as much of the trees.
 */
final class SendHead {
  private final PipelineStages.Walk walk;
  private final PipelineStages.Gather gather;
  private final PipelineStages.Resolve resolve;
  private final ThreadLocal<SegmentRenderer> renderers;
  private final Executor helpers;
  private final PipelineLimits limits;
  private final WritableByteChannel out;

  /** Segments to be written next, in the order of the stream. */
  private final Queue<Rendering> rendering = new ArrayDeque<>();

  private boolean walked;
  private SendReport report = SendReport.NOTHING;

  /**
   * @param helpers render what the calling thread does not; may leave anything to that
   * @param out stays open
   */
  SendHead(
      PipelineStages stages,
      Executor helpers,
      PipelineLimits limits,
      BufferPool buffers,
      WritableByteChannel out) {
    this.walk = stages.walk();
    this.gather = stages.gather().get();
    this.resolve = stages.resolve();
    this.renderers =
        ThreadLocal.withInitial(() -> new SegmentRenderer(stages.render().get(), buffers));
    this.helpers = helpers;
    this.limits = limits;
    this.out = out;
  }

  /**
   * Writes the stream from its beginning; on return, each segment that left the resolver has been
   * written, and no helper is busy with it.
   *
   * @param stop is asked between slices of the walk and between segments, a few times per mebibyte
   * @return whether the stream is complete; if not, {@code stop} said yes
   * @throws io.btrsend.engine.EngineException if the images or the request do not allow the send
   * @throws IOException if the output fails
   */
  boolean runUntil(BooleanSupplier stop) throws IOException {
    try {
      boolean ended = false;
      while (!ended && !stop.getAsBoolean()) {
        Segment segment = resolve.poll();
        if (segment != null) {
          render(segment);
        } else {
          ended = !advance();
        }
        while (!rendering.isEmpty() && rendering.element().isDone()) {
          writeOldest();
        }
      }
      while (!rendering.isEmpty()) {
        writeOldest();
      }
      return ended;
    } finally {
      rendering.forEach(Rendering::await);
    }
  }

  /** Decides about the next slice of the walk, if there is anything left to decide. */
  private boolean advance() {
    if (walked) {
      return false;
    }
    Batch batch = walk.next();
    if (batch != null) {
      resolve.accept(gather.gather(batch));
    } else {
      resolve.finish();
      walked = true;
    }
    return true;
  }

  private void render(Segment segment) throws IOException {
    if (rendering.size() == limits.buffersInFlight()) {
      writeOldest();
    }
    Rendering task = new Rendering(segment);
    rendering.add(task);
    helpers.execute(task);
    report = report.plus(new SendReport(segment.size(), segment.commandCount()));
  }

  /** Helps until the oldest is rendered, oldest first, and writes it. */
  private void writeOldest() throws IOException {
    Rendering oldest = rendering.element();
    for (Rendering task : rendering) {
      if (oldest.isDone()) {
        break;
      }
      task.run();
    }
    PooledBuffer buffer = oldest.result();
    rendering.remove();
    new StreamChunk(buffer.bytes(), buffer::release).writeTo(out);
  }

  /** One segment, rendered by whoever comes first. */
  private final class Rendering implements Runnable {
    private final Segment segment;
    private final Semaphore untaken = new Semaphore(1);
    private final Semaphore done = new Semaphore(0);

    /** One of them is there once it is done. */
    private PooledBuffer buffer;

    private Throwable failure;

    Rendering(Segment segment) {
      this.segment = segment;
    }

    @Override
    public void run() {
      if (!untaken.tryAcquire()) {
        return;
      }
      try {
        buffer = renderers.get().render(segment);
      } catch (RuntimeException | Error e) {
        failure = e;
      } finally {
        done.release();
      }
    }

    boolean isDone() {
      return done.availablePermits() > 0;
    }

    /** Waits until it is done; throws what it failed with. */
    PooledBuffer result() {
      awaitDone();
      if (failure instanceof Error error) {
        throw error;
      }
      if (failure instanceof RuntimeException exception) {
        throw exception;
      }
      return buffer;
    }

    /** Waits for a result that nobody needs, if anybody is at it: the images may be closed next. */
    void await() {
      if (!untaken.tryAcquire()) {
        awaitDone();
      }
    }

    private void awaitDone() {
      done.acquireUninterruptibly();
      done.release();
    }
  }

  /** What was written, once it has stopped. */
  SendReport report() {
    return report;
  }
}
