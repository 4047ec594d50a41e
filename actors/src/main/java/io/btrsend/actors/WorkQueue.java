package io.btrsend.actors;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import io.btrsend.actors.PipelineStages.Batch;
import io.btrsend.actors.PipelineStages.Segment;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Gives each task to the worker that has been idle longest. Tasks closest to the output come first:
 * rendering, while there are buffers, before gathering. The inodes and commands in flight bound its
 * length.
 */
final class WorkQueue extends AbstractBehavior<WorkQueue.Command> {

  /** The messages of the queue. */
  sealed interface Command {}

  /** Gather the facts for a batch; the result goes to {@code replyTo}. */
  record SubmitBatch(long number, Batch batch, ActorRef<PathResolver.Command> replyTo)
      implements Command {}

  /** Render a segment; answered by {@link PathResolver.SegmentsTaken}, many at a time. */
  record SubmitSegment(long number, Segment segment, ActorRef<PathResolver.Command> replyTo)
      implements Command {}

  /** Render up to this many further segments, for {@code replyTo}. */
  record GrantBuffers(int buffers, ActorRef<OrderingSink.Command> replyTo) implements Command {}

  /** A worker is idle. */
  record WorkerReady(ActorRef<ExtentWorker.Command> worker) implements Command {}

  private final Queue<SubmitSegment> segments = new ArrayDeque<>();
  private final Queue<SubmitBatch> batches = new ArrayDeque<>();
  private final Queue<ActorRef<ExtentWorker.Command>> idle = new ArrayDeque<>();
  private final Repayment commands;
  private ActorRef<OrderingSink.Command> sink;
  private int buffers;

  /**
   * @param commandBytesInFlight limit for the memory of submitted segments that no worker has
   *     started, bytes
   */
  static Behavior<Command> create(long commandBytesInFlight) {
    return Behaviors.setup(context -> new WorkQueue(context, commandBytesInFlight));
  }

  private WorkQueue(ActorContext<Command> context, long commandBytesInFlight) {
    super(context);
    this.commands = new Repayment(commandBytesInFlight);
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(SubmitBatch.class, this::onSubmitBatch)
        .onMessage(SubmitSegment.class, this::onSubmitSegment)
        .onMessage(GrantBuffers.class, this::onGrantBuffers)
        .onMessage(WorkerReady.class, this::onWorkerReady)
        .build();
  }

  private Behavior<Command> onSubmitBatch(SubmitBatch submit) {
    batches.add(submit);
    return giveWork();
  }

  private Behavior<Command> onSubmitSegment(SubmitSegment submit) {
    segments.add(submit);
    return giveWork();
  }

  private Behavior<Command> onGrantBuffers(GrantBuffers grant) {
    sink = grant.replyTo();
    buffers += grant.buffers();
    return giveWork();
  }

  private Behavior<Command> onWorkerReady(WorkerReady ready) {
    idle.add(ready.worker());
    return giveWork();
  }

  private Behavior<Command> giveWork() {
    while (!idle.isEmpty() && buffers > 0 && !segments.isEmpty()) {
      render(segments.remove());
    }
    while (!idle.isEmpty() && !batches.isEmpty()) {
      SubmitBatch next = batches.remove();
      idle.remove().tell(new ExtentWorker.Gather(next.number(), next.batch(), next.replyTo()));
    }
    return this;
  }

  private void render(SubmitSegment next) {
    buffers--;
    idle.remove().tell(new ExtentWorker.Render(next.number(), next.segment(), sink));
    long due = commands.owe(PathResolver.cost(next.segment()));
    if (due > 0) {
      next.replyTo().tell(new PathResolver.SegmentsTaken(due));
    }
  }
}
