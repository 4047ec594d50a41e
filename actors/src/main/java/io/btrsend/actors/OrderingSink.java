package io.btrsend.actors;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import io.btrsend.engine.send.SendReport;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts rendered segments back into order and passes them to the output. It grants the credit for
 * buffers: at the start one for each buffer in flight, then another for each buffer that the output
 * has consumed. So a slow output stops all earlier stages.
 */
final class OrderingSink extends AbstractBehavior<OrderingSink.Command> {

  /** The messages of the sink. */
  sealed interface Command {}

  /** A segment has been rendered into the buffer, from its position to its limit. */
  record SegmentRendered(long number, PooledBuffer buffer) implements Command {}

  /** The resolver has made all segments; this is their number. */
  record SegmentsEnded(long segments, SendReport report) implements Command {}

  private enum ChunkConsumed implements Command {
    INSTANCE
  }

  /** The next chunks of the stream and the number of the first; sent by the sink to its output. */
  record ChunksReady(long first, List<StreamChunk> chunks) {}

  private static final long UNKNOWN = -1;

  private final ActorRef<WorkQueue.Command> workers;
  private final ActorRef<ChunksReady> output;
  private final ActorRef<SendPipeline.Command> pipeline;
  private final ReorderWindow<PooledBuffer> rendered = new ReorderWindow<>();
  private long consumed;
  private long segmentCount = UNKNOWN;
  private SendReport report;

  /**
   * @param pipeline informed when the output has consumed the last chunk
   */
  static Behavior<Command> create(
      int buffersInFlight,
      ActorRef<WorkQueue.Command> workers,
      ActorRef<ChunksReady> output,
      ActorRef<SendPipeline.Command> pipeline) {
    return Behaviors.setup(
        context -> {
          workers.tell(new WorkQueue.GrantBuffers(buffersInFlight, context.getSelf()));
          return new OrderingSink(context, workers, output, pipeline);
        });
  }

  private OrderingSink(
      ActorContext<Command> context,
      ActorRef<WorkQueue.Command> workers,
      ActorRef<ChunksReady> output,
      ActorRef<SendPipeline.Command> pipeline) {
    super(context);
    this.workers = workers;
    this.output = output;
    this.pipeline = pipeline;
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(SegmentRendered.class, this::onSegmentRendered)
        .onMessage(ChunkConsumed.class, this::onChunkConsumed)
        .onMessage(SegmentsEnded.class, this::onSegmentsEnded)
        .build();
  }

  private Behavior<Command> onSegmentRendered(SegmentRendered segment) {
    rendered.put(segment.number(), segment.buffer());
    long first = rendered.taken();
    List<StreamChunk> ready = new ArrayList<>();
    PooledBuffer next = rendered.takeNext();
    while (next != null) {
      ready.add(lend(next));
      next = rendered.takeNext();
    }
    if (!ready.isEmpty()) {
      output.tell(new ChunksReady(first, ready));
    }
    return this;
  }

  private Behavior<Command> onChunkConsumed(ChunkConsumed chunk) {
    consumed++;
    workers.tell(new WorkQueue.GrantBuffers(1, getContext().getSelf()));
    completeIfOver();
    return this;
  }

  private Behavior<Command> onSegmentsEnded(SegmentsEnded ended) {
    segmentCount = ended.segments();
    report = ended.report();
    completeIfOver();
    return this;
  }

  private void completeIfOver() {
    if (consumed == segmentCount) {
      pipeline.tell(new SendPipeline.OutputComplete(report));
    }
  }

  private StreamChunk lend(PooledBuffer buffer) {
    ActorRef<Command> self = getContext().getSelf();
    return new StreamChunk(
        buffer.bytes(),
        () -> {
          buffer.release();
          self.tell(ChunkConsumed.INSTANCE);
        });
  }
}
