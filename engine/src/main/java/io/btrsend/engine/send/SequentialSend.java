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
  private final TreeWalk walk;
  private final Gatherer gatherer;
  private final Resolver resolver;
  private final Renderer renderer;
  private final WritableByteChannel out;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(Segment.MAX_SIZE);
  private SendReport report = SendReport.NOTHING;

  private SequentialSend(SendSession session, WritableByteChannel out) {
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
    send.run();
    return send.report;
  }

  private void run() throws IOException {
    WalkBatch batch = walk.next();
    while (batch != null) {
      resolver.accept(gatherer.gather(batch));
      writeDecided();
      batch = walk.next();
    }
    resolver.finish();
    writeDecided();
  }

  private void writeDecided() throws IOException {
    Segment segment = resolver.poll();
    while (segment != null) {
      write(segment);
      segment = resolver.poll();
    }
  }

  private void write(Segment segment) throws IOException {
    buffer.clear();
    renderer.render(segment, buffer);
    buffer.flip();
    while (buffer.hasRemaining()) {
      out.write(buffer);
    }
    report = report.plus(new SendReport(segment.size(), segment.commandCount()));
  }
}
