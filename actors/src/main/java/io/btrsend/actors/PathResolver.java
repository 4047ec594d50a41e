package io.btrsend.actors;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import io.btrsend.actors.PipelineStages.Gathered;
import io.btrsend.actors.PipelineStages.Segment;

/**
 * Feeds batches to the resolver in the order of their numbers, in whatever order they arrive. It
 * resolves as far ahead of rendering as the commands in flight allow, and numbers the segments. It
 * returns the credit of resolved inodes to the walker.
 */
final class PathResolver extends AbstractBehavior<PathResolver.Command> {

  /** The messages of the resolver. */
  sealed interface Command {}

  /** A batch with this many inodes has been gathered. */
  record BatchGathered(long number, Gathered batch, int inodes) implements Command {}

  /** The walk has ended after this many batches. */
  record WalkEnded(long batches) implements Command {}

  /** Workers have started to render segments of this total {@link #cost}, in bytes. */
  record SegmentsTaken(long commandBytes) implements Command {}

  private static final long UNKNOWN = -1;

  /** The minimum cost of a segment, in bytes, because few commands can stand for much file data. */
  private static final int MIN_COST = 4096;

  private final PipelineStages.Resolve resolve;
  private final ActorRef<TreeWalker.Command> walker;
  private final ActorRef<WorkQueue.Command> workers;
  private final ActorRef<OrderingSink.Command> sink;
  private final ReorderWindow<BatchGathered> gathered = new ReorderWindow<>();
  private final Repayment inodes;
  private long credit;
  private long segments;
  private long batchCount = UNKNOWN;
  private boolean ended;

  static Behavior<Command> create(
      PipelineStages.Resolve resolve,
      PipelineLimits limits,
      ActorRef<TreeWalker.Command> walker,
      ActorRef<WorkQueue.Command> workers,
      ActorRef<OrderingSink.Command> sink) {
    return Behaviors.setup(
        context -> {
          walker.tell(new TreeWalker.GrantInodes(limits.inodesInFlight(), context.getSelf()));
          return new PathResolver(context, resolve, limits, walker, workers, sink);
        });
  }

  private PathResolver(
      ActorContext<Command> context,
      PipelineStages.Resolve resolve,
      PipelineLimits limits,
      ActorRef<TreeWalker.Command> walker,
      ActorRef<WorkQueue.Command> workers,
      ActorRef<OrderingSink.Command> sink) {
    super(context);
    this.resolve = resolve;
    this.walker = walker;
    this.workers = workers;
    this.sink = sink;
    this.inodes = new Repayment(limits.inodesInFlight());
    this.credit = limits.commandBytesInFlight();
  }

  /** The bytes that a segment counts as commands in flight. */
  static int cost(Segment segment) {
    return Math.max(MIN_COST, segment.heldBytes());
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(BatchGathered.class, this::onBatchGathered)
        .onMessage(WalkEnded.class, this::onWalkEnded)
        .onMessage(SegmentsTaken.class, this::onSegmentsTaken)
        .build();
  }

  private Behavior<Command> onBatchGathered(BatchGathered message) {
    gathered.put(message.number(), message);
    return decideAsFarAsPossible();
  }

  private Behavior<Command> onWalkEnded(WalkEnded walkEnded) {
    batchCount = walkEnded.batches();
    return decideAsFarAsPossible();
  }

  private Behavior<Command> onSegmentsTaken(SegmentsTaken taken) {
    credit += taken.commandBytes();
    return decideAsFarAsPossible();
  }

  private Behavior<Command> decideAsFarAsPossible() {
    boolean progress = true;
    while (progress && credit > 0 && !ended) {
      Segment segment = resolve.poll();
      if (segment != null) {
        submit(segment);
      } else if (resolve.isOver()) {
        ended = true;
        sink.tell(new OrderingSink.SegmentsEnded(segments, resolve.report()));
      } else {
        progress = takeNextInput();
      }
    }
    return this;
  }

  private void submit(Segment segment) {
    workers.tell(new WorkQueue.SubmitSegment(segments, segment, getContext().getSelf()));
    segments++;
    credit -= cost(segment);
  }

  /** Processes the next batch or the end of the walk; returns false if neither has arrived. */
  private boolean takeNextInput() {
    BatchGathered next = gathered.takeNext();
    if (next != null) {
      resolve.accept(next.batch());
      creditWalker(TreeWalker.cost(next.inodes()));
      return true;
    }
    if (gathered.taken() == batchCount) {
      resolve.finish();
      return true;
    }
    return false;
  }

  private void creditWalker(int cost) {
    long due = inodes.owe(cost);
    if (due > 0) {
      walker.tell(new TreeWalker.GrantInodes(due, getContext().getSelf()));
    }
  }
}
