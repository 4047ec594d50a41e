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
 * has consumed. So a slow output stops all earlier stages. The output gets the chunks of half of
 * the buffers together.
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
  private final int chunksPerHandOver;
  private final Repayment buffers;
  private List<StreamChunk> ready = new ArrayList<>();
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
          return new OrderingSink(context, buffersInFlight, workers, output, pipeline);
        });
  }

  private OrderingSink(
      ActorContext<Command> context,
      int buffersInFlight,
      ActorRef<WorkQueue.Command> workers,
      ActorRef<ChunksReady> output,
      ActorRef<SendPipeline.Command> pipeline) {
    super(context);
    this.chunksPerHandOver = Math.max(1, buffersInFlight / 2);
    this.buffers = new Repayment(buffersInFlight);
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
    PooledBuffer next = rendered.takeNext();
    while (next != null) {
      ready.add(lend(next));
      next = rendered.takeNext();
    }
    handOver();
    return this;
  }

  /** Waking the output costs a good part of rendering a chunk, so it gets several at a time. */
  private void handOver() {
    boolean worthwhile = ready.size() >= chunksPerHandOver || rendered.taken() == segmentCount;
    if (worthwhile && !ready.isEmpty()) {
      output.tell(new ChunksReady(rendered.taken() - ready.size(), ready));
      ready = new ArrayList<>();
    }
  }

  private Behavior<Command> onChunkConsumed(ChunkConsumed chunk) {
    consumed++;
    int due = (int) buffers.owe(1);
    if (due > 0) {
      workers.tell(new WorkQueue.GrantBuffers(due, getContext().getSelf()));
    }
    completeIfOver();
    return this;
  }

  private Behavior<Command> onSegmentsEnded(SegmentsEnded ended) {
    segmentCount = ended.segments();
    report = ended.report();
    handOver();
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
        buffer.bytes(), buffer::release, () -> self.tell(ChunkConsumed.INSTANCE));
  }
}
