package io.btrsend.actors;

import io.btrsend.engine.send.Gatherer;
import io.btrsend.engine.send.Renderer;
import io.btrsend.engine.send.Resolver;
import io.btrsend.engine.send.Segment;
import io.btrsend.engine.send.SendReport;
import io.btrsend.engine.send.SendSession;
import io.btrsend.engine.send.TreeWalk;
import io.btrsend.engine.send.WalkBatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/**
 * The beginning of one send: decided and written by the calling thread, rendered by others. It can
 * stop between any two segments.
 *
 * <p>Rendering is what takes longest where there is much to send, and the only stage that needs
 * nothing of the others; the rest is left together, since two threads that gather by turns read and
 * keep twice as much of the trees.
 */
final class SendHead {
  private final SendSession session;
  private final TreeWalk walk;
  private final Resolver resolver;
  private final Gatherer gatherer;
  private final ThreadLocal<Renderer> renderers;
  private final Executor workers;
  private final PipelineLimits limits;
  private final BufferPool buffers;
  private final WritableByteChannel out;

  /** Segments to be written next, in the order of the stream. */
  private final Queue<CompletableFuture<ByteBuffer>> rendering = new ArrayDeque<>();

  private boolean walked;
  private SendReport report = SendReport.NOTHING;

  /**
   * @param workers as many threads as the limits say
   * @param buffers of {@link Segment#MAX_SIZE} bytes
   * @param out stays open
   */
  SendHead(
      SendSession session,
      Executor workers,
      PipelineLimits limits,
      BufferPool buffers,
      WritableByteChannel out) {
    this.session = session;
    this.walk = session.walk();
    this.resolver = session.resolver();
    this.gatherer = session.gatherer();
    this.renderers = ThreadLocal.withInitial(session::renderer);
    this.workers = workers;
    this.limits = limits;
    this.buffers = buffers;
    this.out = out;
  }

  /**
   * Writes the stream from its beginning; on return, each segment that left the resolver has been
   * written, and no worker is busy with it.
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
        Segment segment = resolver.poll();
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
      rendering.forEach(SendHead::await);
    }
  }

  /** Decides about the next slice of the walk, if there is anything left to decide. */
  private boolean advance() {
    if (walked) {
      return false;
    }
    WalkBatch batch = walk.next();
    if (batch != null) {
      resolver.accept(gatherer.gather(batch));
    } else {
      resolver.finish();
      walked = true;
    }
    return true;
  }

  private void render(Segment segment) throws IOException {
    if (rendering.size() == limits.buffersInFlight()) {
      writeOldest();
    }
    rendering.add(CompletableFuture.supplyAsync(() -> rendered(segment), workers));
    report = report.plus(segment);
  }

  private ByteBuffer rendered(Segment segment) {
    ByteBuffer buffer = buffers.acquire();
    renderers.get().render(segment, buffer);
    return buffer.flip();
  }

  private void writeOldest() throws IOException {
    ByteBuffer buffer = resultOf(rendering.remove());
    while (buffer.hasRemaining()) {
      out.write(buffer);
    }
    buffers.release(buffer);
  }

  private static ByteBuffer resultOf(CompletableFuture<ByteBuffer> task) {
    try {
      return task.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** Waits for a worker whose result nobody needs: the images may be closed next. */
  private static void await(CompletableFuture<?> task) {
    var unused = task.handle((result, failure) -> failure).join();
  }

  /** What was written, once it has stopped. */
  SendReport report() {
    return report;
  }

  /** The stages of what is left, once it has stopped. */
  PipelineStages rest() {
    return EngineStages.of(session, walk, resolver);
  }
}
