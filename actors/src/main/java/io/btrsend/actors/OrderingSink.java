package io.btrsend.actors;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import io.btrsend.engine.send.SendReport;
import java.nio.ByteBuffer;

/**
 * Puts rendered segments back into order and hands them to the output. The source of all credit:
 * the resolver may emit one segment for each buffer in flight, and another for each that the output
 * has written, so that a slow output stops everything before it.
 */
final class OrderingSink extends AbstractBehavior<OrderingSink.Command> {

  /** What a sink can be told. */
  sealed interface Command {}

  /** A segment's bytes are in the buffer, from its position to its limit. */
  record SegmentRendered(long number, ByteBuffer buffer) implements Command {}

  /** There are this many segments in all. */
  record SegmentsEnded(long segments, SendReport report) implements Command {}

  /** The output has done with a buffer. */
  private enum BufferReleased implements Command {
    INSTANCE
  }

  private static final long UNKNOWN = -1;

  private final BufferPool buffers;
  private final ActorRef<PathResolver.Command> resolver;
  private final ActorRef<SendPipeline.Event> output;
  private final ReorderWindow<ByteBuffer> rendered = new ReorderWindow<>();
  private long segmentCount = UNKNOWN;
  private SendReport report;

  static Behavior<Command> create(
      int buffersInFlight,
      BufferPool buffers,
      ActorRef<PathResolver.Command> resolver,
      ActorRef<SendPipeline.Event> output) {
    return Behaviors.setup(
        context -> {
          resolver.tell(new PathResolver.GrantSegments(buffersInFlight, context.getSelf()));
          return new OrderingSink(context, buffers, resolver, output);
        });
  }

  private OrderingSink(
      ActorContext<Command> context,
      BufferPool buffers,
      ActorRef<PathResolver.Command> resolver,
      ActorRef<SendPipeline.Event> output) {
    super(context);
    this.buffers = buffers;
    this.resolver = resolver;
    this.output = output;
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(SegmentRendered.class, this::onSegmentRendered)
        .onMessage(BufferReleased.class, this::onBufferReleased)
        .onMessage(SegmentsEnded.class, this::onSegmentsEnded)
        .build();
  }

  private Behavior<Command> onSegmentRendered(SegmentRendered message) {
    rendered.put(message.number(), message.buffer());
    ByteBuffer next = rendered.takeNext();
    while (next != null) {
      output.tell(new SendPipeline.SegmentReady(lend(next)));
      next = rendered.takeNext();
    }
    completeIfOver();
    return this;
  }

  private Behavior<Command> onSegmentsEnded(SegmentsEnded message) {
    segmentCount = message.segments();
    report = message.report();
    completeIfOver();
    return this;
  }

  private Behavior<Command> onBufferReleased(BufferReleased message) {
    resolver.tell(new PathResolver.GrantSegments(1, getContext().getSelf()));
    return this;
  }

  private void completeIfOver() {
    if (rendered.taken() == segmentCount) {
      output.tell(new SendPipeline.Completed(report));
    }
  }

  private StreamChunk lend(ByteBuffer buffer) {
    ActorRef<Command> self = getContext().getSelf();
    return new StreamChunk(
        buffer,
        () -> {
          buffers.release(buffer);
          self.tell(BufferReleased.INSTANCE);
        });
  }
}
