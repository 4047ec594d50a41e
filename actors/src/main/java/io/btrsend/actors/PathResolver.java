package io.btrsend.actors;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import io.btrsend.actors.PipelineStages.Gathered;
import io.btrsend.actors.PipelineStages.Segment;
import io.btrsend.engine.send.SendReport;
import java.util.ArrayList;
import java.util.List;

/**
 * Feeds the one owner of the decisions: batches in the order of their numbers, whatever order they
 * arrive in, and no further than the buffers in flight allow. Inodes that have been decided about
 * are credited to the walker again.
 */
final class PathResolver extends AbstractBehavior<PathResolver.Command> {

  /** What a resolver can be told. */
  sealed interface Command {}

  /** A batch of so many inodes is ready to be decided about. */
  record BatchGathered(Gathered batch, int inodes) implements Command {}

  /** The walk is over after this many batches. */
  record WalkEnded(long batches) implements Command {}

  /**
   * Emit this many segments, for which there are buffers; rendered, they are for {@code replyTo}.
   */
  record GrantSegments(int segments, ActorRef<OrderingSink.Command> replyTo) implements Command {}

  private static final long UNKNOWN = -1;

  /** Segments that are handed to the workers in one message. */
  private static final int MOST_AT_ONCE = 8;

  private final PipelineStages.Resolve resolve;
  private final ActorRef<TreeWalker.Command> walker;
  private final ActorRef<WorkQueue.Command> workers;
  private final ReorderWindow<BatchGathered> gathered = new ReorderWindow<>();
  private ActorRef<OrderingSink.Command> sink;

  /** Emitted, and not handed to the workers yet. */
  private List<Segment> emitted = new ArrayList<>();

  private int credit;
  private long batchCount = UNKNOWN;
  private long segments;
  private long bytes;
  private long commands;
  private int owedToWalker;
  private boolean finishing;
  private boolean ended;

  static Behavior<Command> create(
      PipelineStages.Resolve resolve,
      int inodesInFlight,
      ActorRef<TreeWalker.Command> walker,
      ActorRef<WorkQueue.Command> workers) {
    return Behaviors.setup(
        context -> {
          walker.tell(new TreeWalker.GrantInodes(inodesInFlight, context.getSelf()));
          return new PathResolver(context, resolve, walker, workers);
        });
  }

  private PathResolver(
      ActorContext<Command> context,
      PipelineStages.Resolve resolve,
      ActorRef<TreeWalker.Command> walker,
      ActorRef<WorkQueue.Command> workers) {
    super(context);
    this.resolve = resolve;
    this.walker = walker;
    this.workers = workers;
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(BatchGathered.class, this::onBatchGathered)
        .onMessage(WalkEnded.class, this::onWalkEnded)
        .onMessage(GrantSegments.class, this::onGrantSegments)
        .build();
  }

  private Behavior<Command> onBatchGathered(BatchGathered message) {
    gathered.put(message.batch().number(), message);
    resolveAsFarAsPossible();
    return this;
  }

  private Behavior<Command> onWalkEnded(WalkEnded walkEnded) {
    batchCount = walkEnded.batches();
    resolveAsFarAsPossible();
    return this;
  }

  private Behavior<Command> onGrantSegments(GrantSegments grant) {
    sink = grant.replyTo();
    credit += grant.segments();
    resolveAsFarAsPossible();
    return this;
  }

  private void resolveAsFarAsPossible() {
    while (credit > 0 && !ended) {
      Segment segment = resolve.poll();
      if (segment != null) {
        emit(segment);
      } else {
        handOver();
        if (!takeNextInput()) {
          return;
        }
      }
    }
    handOver();
  }

  private void emit(Segment segment) {
    credit--;
    segments++;
    bytes += segment.size();
    commands += segment.commandCount();
    emitted.add(segment);
    if (emitted.size() == MOST_AT_ONCE) {
      handOver();
    }
  }

  private void handOver() {
    if (!emitted.isEmpty()) {
      workers.tell(new WorkQueue.SubmitSegments(emitted, sink));
      emitted = new ArrayList<>();
    }
  }

  /** Whether there was anything that can lead to further segments, or to the end. */
  private boolean takeNextInput() {
    creditWalker();
    if (finishing) {
      ended = true;
      sink.tell(new OrderingSink.SegmentsEnded(segments, new SendReport(bytes, commands)));
      return true;
    }
    BatchGathered next = gathered.takeNext();
    if (next != null) {
      owedToWalker = TreeWalker.cost(next.inodes());
      resolve.accept(next.batch());
      return true;
    }
    if (gathered.taken() == batchCount) {
      finishing = true;
      resolve.finish();
      return true;
    }
    return false;
  }

  private void creditWalker() {
    if (owedToWalker > 0) {
      walker.tell(new TreeWalker.GrantInodes(owedToWalker, getContext().getSelf()));
      owedToWalker = 0;
    }
  }
}
