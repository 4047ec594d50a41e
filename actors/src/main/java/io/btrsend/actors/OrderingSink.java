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
 * Puts rendered segments back into order and hands them to the output. The source of all credit:
 * the resolver may emit one segment for each buffer in flight, and another for each that the output
 * has written, so that a slow output stops everything before it.
 */
final class OrderingSink extends AbstractBehavior<OrderingSink.Command> {

  /** What a sink can be told. */
  sealed interface Command {}

  /** A segment's bytes are in the buffer, from its position to its limit. */
  record Rendered(long number, PooledBuffer buffer) {}

  /** Some segments are ready, whose turn it may not be. */
  record SegmentsRendered(List<Rendered> segments) implements Command {}

  /** There are this many segments in all. */
  record SegmentsEnded(long segments, SendReport report) implements Command {}

  private static final long UNKNOWN = -1;

  private final SegmentCredit credit;
  private final ActorRef<SendPipeline.Event> output;
  private final ReorderWindow<PooledBuffer> rendered = new ReorderWindow<>();
  private long segmentCount = UNKNOWN;
  private SendReport report;

  static Behavior<Command> create(
      int buffersInFlight,
      ActorRef<PathResolver.Command> resolver,
      ActorRef<SendPipeline.Event> output) {
    return Behaviors.setup(
        context -> {
          SegmentCredit credit = new SegmentCredit(buffersInFlight, resolver, context.getSelf());
          return new OrderingSink(context, credit, output);
        });
  }

  private OrderingSink(
      ActorContext<Command> context, SegmentCredit credit, ActorRef<SendPipeline.Event> output) {
    super(context);
    this.credit = credit;
    this.output = output;
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(SegmentsRendered.class, this::onSegmentsRendered)
        .onMessage(SegmentsEnded.class, this::onSegmentsEnded)
        .build();
  }

  private Behavior<Command> onSegmentsRendered(SegmentsRendered message) {
    for (Rendered segment : message.segments()) {
      rendered.put(segment.number(), segment.buffer());
    }
    List<StreamChunk> ready = new ArrayList<>();
    PooledBuffer next = rendered.takeNext();
    while (next != null) {
      ready.add(lend(next));
      next = rendered.takeNext();
    }
    if (!ready.isEmpty()) {
      output.tell(new SendPipeline.ChunksReady(ready));
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

  private void completeIfOver() {
    if (rendered.taken() == segmentCount) {
      output.tell(new SendPipeline.Completed(report));
    }
  }

  private StreamChunk lend(PooledBuffer buffer) {
    return new StreamChunk(
        buffer.bytes(),
        () -> {
          buffer.release();
          credit.giveBack();
        });
  }
}
