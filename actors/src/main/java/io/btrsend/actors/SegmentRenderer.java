package io.btrsend.actors;

import io.btrsend.actors.PipelineStages.Segment;
import java.nio.ByteBuffer;

/** Renders segments into pooled buffers. For one thread. */
final class SegmentRenderer {
  private final PipelineStages.Render render;
  private final BufferPool buffers;

  SegmentRenderer(PipelineStages.Render render, BufferPool buffers) {
    this.render = render;
    this.buffers = buffers;
  }

  /** A buffer of the pool with exactly the segment's bytes from its position to its limit. */
  PooledBuffer render(Segment segment) {
    PooledBuffer buffer = buffers.acquire();
    ByteBuffer bytes = buffer.bytes();
    render.render(segment, bytes);
    if (bytes.position() != segment.size()) {
      throw new IllegalStateException(
          "segment %d has %d bytes, %d were rendered"
              .formatted(segment.number(), segment.size(), bytes.position()));
    }
    bytes.flip();
    return buffer;
  }
}
