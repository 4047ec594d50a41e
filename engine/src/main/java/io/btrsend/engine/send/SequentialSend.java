package io.btrsend.engine.send;

import io.btrsend.engine.EngineException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/**
 * All stages on the calling thread: the reference that every concurrent run is compared to, and the
 * send for callers that want no threads. Needs one buffer of {@link Segment#MAX_SIZE} bytes.
 */
public final class SequentialSend {
  private final Renderer renderer;
  private final WritableByteChannel out;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(Segment.MAX_SIZE);
  private long bytes;
  private long commands;

  private SequentialSend(SendSession session, WritableByteChannel out) {
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
    return new SequentialSend(session, out).send(session);
  }

  private SendReport send(SendSession session) throws IOException {
    TreeWalk walk = session.walk();
    Gatherer gatherer = session.gatherer();
    Resolver resolver = session.resolver();
    for (WalkBatch batch = walk.next(); batch != null; batch = walk.next()) {
      resolver.accept(gatherer.gather(batch));
      writeReady(resolver);
    }
    resolver.finish();
    writeReady(resolver);
    return new SendReport(bytes, commands);
  }

  private void writeReady(Resolver resolver) throws IOException {
    for (Segment segment = resolver.poll(); segment != null; segment = resolver.poll()) {
      buffer.clear();
      renderer.render(segment, buffer);
      buffer.flip();
      while (buffer.hasRemaining()) {
        out.write(buffer);
      }
      bytes += segment.size();
      commands += segment.commandCount();
    }
  }
}
