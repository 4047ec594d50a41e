package io.btrsend.engine.send;

import io.btrsend.engine.EngineException;
import io.btrsend.engine.send.gather.Gatherer;
import io.btrsend.engine.send.render.Renderer;
import io.btrsend.engine.send.render.Segment;
import io.btrsend.engine.send.resolve.Resolver;
import io.btrsend.engine.send.walk.TreeWalk;
import io.btrsend.engine.send.walk.WalkBatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.function.BooleanSupplier;

/**
 * All stages on the calling thread: the reference that every concurrent run is compared to, the
 * send for callers that want no threads, and the beginning of a send for callers whose threads are
 * not ready. It can stop between two segments; {@link #walk} and {@link #resolver} are then where a
 * caller goes on.
 *
 * <p>For one thread.
 */
public final class SequentialSend implements AutoCloseable {
  private final TreeWalk walk;
  private final Gatherer gatherer;
  private final Resolver resolver;
  private final Renderer renderer;
  private final WritableByteChannel out;
  private final ByteBuffer buffer;

  /**
   * Begins a send that nobody else has begun.
   *
   * @param out may block; stays open
   * @param buffer direct, of at least {@link Segment#MAX_SIZE} bytes; lent until the send is closed
   */
  public SequentialSend(SendSession session, WritableByteChannel out, ByteBuffer buffer) {
    this.walk = session.walk();
    this.gatherer = session.gatherer();
    this.resolver = session.resolver();
    this.renderer = session.renderer();
    this.out = out;
    this.buffer = buffer;
  }

  /**
   * Writes the whole stream. What was written before a failure stays written.
   *
   * @param out may block; stays open
   * @throws EngineException if the images or the request do not allow the send
   * @throws IOException if {@code out} fails
   */
  public static SendReport run(SendSession session, WritableByteChannel out) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(Segment.MAX_SIZE);
    try (SequentialSend send = new SequentialSend(session, out, buffer)) {
      send.runUntil(() -> false);
      return send.resolver.report();
    }
  }

  /**
   * Writes the stream from where it stands. On return, each segment that sent the resolver has been
   * written.
   *
   * @param stop is asked before each slice of the walk and before each segment
   * @return whether the stream is complete; if not, {@code stop} said yes
   * @throws EngineException if the images or the request do not allow the send
   * @throws IOException if the output fails
   */
  public boolean runUntil(BooleanSupplier stop) throws IOException {
    while (!resolver.isOver() && !stop.getAsBoolean()) {
      Segment segment = resolver.poll();
      if (segment != null) {
        write(segment);
      } else if (!resolver.isOver()) {
        advance();
      }
    }
    return resolver.isOver();
  }

  /** Decides about the next slice of the walk, or about what comes after the last one. */
  private void advance() {
    WalkBatch batch = walk.next();
    if (batch != null) {
      resolver.accept(gatherer.gather(batch));
    } else {
      resolver.finish();
    }
  }

  private void write(Segment segment) throws IOException {
    buffer.clear();
    renderer.render(segment, buffer);
    buffer.flip();
    while (buffer.hasRemaining()) {
      out.write(buffer);
    }
  }

  /** The walk, which stands behind the last slice that was decided about. */
  public TreeWalk walk() {
    return walk;
  }

  /** The resolver, which may hold what fills further segments. */
  public Resolver resolver() {
    return resolver;
  }

  /** Frees the decoders; the walk and the resolver hold nothing that has to be freed. */
  @Override
  public void close() {
    renderer.close();
  }
}
