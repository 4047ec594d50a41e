package io.btrsend.engine.send;

import io.btrsend.engine.EngineException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.function.BooleanSupplier;

/**
 * All stages on the calling thread: the reference that every concurrent run is compared to, and the
 * send for callers that want no threads. It can stop between any two segments; whoever goes on from
 * there needs the walk and the resolver. Needs one buffer of {@link Segment#MAX_SIZE} bytes.
 */
public final class SequentialSend {
  private final TreeWalk walk;
  private final Gatherer gatherer;
  private final Resolver resolver;
  private final Renderer renderer;
  private final WritableByteChannel out;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(Segment.MAX_SIZE);
  private boolean walked;
  private long bytes;
  private long commands;

  /**
   * @param out stays open
   */
  public SequentialSend(SendSession session, WritableByteChannel out) {
    this.walk = session.walk();
    this.gatherer = session.gatherer();
    this.resolver = session.resolver();
    this.renderer = session.renderer();
    this.out = out;
  }

  /**
   * Writes the whole stream. What was written before a failure stays written.
   *
   * @param out stays open
   * @throws EngineException if the images or the request do not allow the send
   * @throws IOException if {@code out} fails
   */
  public static SendReport run(SendSession session, WritableByteChannel out) throws IOException {
    SequentialSend send = new SequentialSend(session, out);
    send.runUntil(() -> false);
    return send.report();
  }

  /**
   * Writes the stream from where it stands. What was written before a failure stays written.
   *
   * @param stop is asked between slices of the walk and between segments, a few times per mebibyte
   * @return whether the stream is complete; if not, {@code stop} said yes
   * @throws EngineException if the images or the request do not allow the send
   * @throws IOException if the output fails
   */
  public boolean runUntil(BooleanSupplier stop) throws IOException {
    while (!stop.getAsBoolean()) {
      Segment segment = resolver.poll();
      if (segment != null) {
        write(segment);
      } else if (walked) {
        return true;
      } else {
        advance();
      }
    }
    return false;
  }

  private void advance() {
    WalkBatch batch = walk.next();
    if (batch != null) {
      resolver.accept(gatherer.gather(batch));
    } else {
      resolver.finish();
      walked = true;
    }
  }

  private void write(Segment segment) throws IOException {
    buffer.clear();
    renderer.render(segment, buffer);
    buffer.flip();
    while (buffer.hasRemaining()) {
      out.write(buffer);
    }
    bytes += segment.size();
    commands += segment.commandCount();
  }

  /** What was sent so far. */
  public SendReport report() {
    return new SendReport(bytes, commands);
  }

  /** The walk, which stands behind the last slice that the resolver was given. */
  public TreeWalk walk() {
    return walk;
  }

  /** The resolver, which may hold segments that were not written yet. */
  public Resolver resolver() {
    return resolver;
  }
}
