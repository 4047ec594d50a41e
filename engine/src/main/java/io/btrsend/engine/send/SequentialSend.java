package io.btrsend.engine.send;

import io.btrsend.engine.EngineException;
import io.btrsend.engine.send.gather.Gatherer;
import io.btrsend.engine.send.render.Renderer;
import io.btrsend.engine.send.render.Segment;
import io.btrsend.engine.send.resolve.Resolver;
import io.btrsend.engine.send.walk.TreeWalk;
import io.btrsend.engine.send.walk.WalkBatch;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.BooleanSupplier;

/**
 * Runs all stages on the calling thread. It is the reference for the concurrent pipeline, the send
 * for callers that want no threads, and the beginning of a send while the actor system starts. It
 * can stop between two segments; a caller then continues with {@link #walk} and {@link #resolver}.
 *
 * <p>For one thread.
 */
public final class SequentialSend implements AutoCloseable {
  /** Bytes of the stream that are decided ahead while a device is slow. */
  private static final long MAX_AHEAD = 32 << 20;

  private final TreeWalk walk;
  private final Gatherer gatherer;
  private final Resolver resolver;
  private final Renderer renderer;
  private final ExpectedReads expected;
  private final WritableByteChannel out;
  private final ByteBuffer buffer;

  /** Segments that are not written yet: none or one, and several while a device is slow. */
  private final Queue<Segment> decided = new ArrayDeque<>();

  private long decidedBytes;

  /**
   * Creates a send that starts at the beginning of the stream.
   *
   * @param out may block; stays open
   * @param buffer direct, of at least {@link Segment#MAX_SIZE} bytes; lent until the send is closed
   */
  public SequentialSend(SendSession session, WritableByteChannel out, ByteBuffer buffer) {
    this.walk = session.walk();
    this.gatherer = session.gatherer();
    this.resolver = session.resolver();
    this.renderer = session.renderer();
    this.expected = session.expectedReads();
    this.out = out;
    this.buffer = buffer;
  }

  /** Creates a send that decides everything and reads and writes no file data: a plan. */
  public static SequentialSend planning(SendSession session) {
    WritableByteChannel nowhere = Channels.newChannel(OutputStream.nullOutputStream());
    return new SequentialSend(
        session.writing(OutputPart.NONE), nowhere, ByteBuffer.allocateDirect(0));
  }

  /**
   * Writes the whole stream. Bytes written before a failure stay written.
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
   * Writes the stream from the current position on. On return, every segment that was taken from
   * the resolver has been written.
   *
   * @param stop checked before each batch of the walk and before each segment
   * @return whether the stream is complete; if not, {@code stop} returned true
   * @throws EngineException if the images or the request do not allow the send
   * @throws IOException if the output fails
   */
  public boolean runUntil(BooleanSupplier stop) throws IOException {
    while (!isComplete() && !stop.getAsBoolean()) {
      if (decidedBytes < (expected.isUseful() ? MAX_AHEAD : 1) && !resolver.isOver()) {
        decide();
      } else {
        Segment segment = decided.remove();
        decidedBytes -= segment.size();
        write(segment);
      }
    }
    if (isComplete()) {
      return true;
    }
    resolver.takeBack(decided);
    decided.clear();
    decidedBytes = 0;
    return false;
  }

  private boolean isComplete() {
    return resolver.isOver() && decided.isEmpty();
  }

  /** Takes a segment from the resolver, or advances it if it has none. */
  private void decide() {
    Segment segment = resolver.poll();
    if (segment != null) {
      expected.expect(segment);
      decided.add(segment);
      decidedBytes += segment.size();
    } else if (!resolver.isOver()) {
      advance();
    }
  }

  /** Resolves the next batch of the walk, or finishes the resolver after the last one. */
  private void advance() {
    WalkBatch batch = walk.next();
    if (batch != null) {
      expected.expect(batch);
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

  /** The walk, positioned after the last batch that was resolved. */
  public TreeWalk walk() {
    return walk;
  }

  /** The resolver, which may still hold commands for further segments. */
  public Resolver resolver() {
    return resolver;
  }

  /** Frees the decoders; the walk and the resolver need no closing. */
  @Override
  public void close() {
    renderer.close();
  }
}
