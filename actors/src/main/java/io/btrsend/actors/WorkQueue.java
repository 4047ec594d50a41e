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
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * Gives each task to the next worker that is free, so that a long task holds up no other. What is
 * nearest to the output goes first: rendering before gathering, since it frees memory and the
 * output may be waiting for it. Its length is bounded by the inodes and buffers in flight.
 */
final class WorkQueue extends AbstractBehavior<WorkQueue.Command> {

  /** What the queue can be told. */
  sealed interface Command {}

  /** Have a batch gathered for. */
  record SubmitBatch(Batch batch, ActorRef<PathResolver.Command> replyTo) implements Command {}

  /** Have segments rendered. */
  record SubmitSegments(List<Segment> segments, ActorRef<OrderingSink.Command> replyTo)
      implements Command {}

  /** A worker can be given something to do. */
  record WorkerReady(ActorRef<ExtentWorker.Command> worker) implements Command {}

  /** Segments that a worker is given at once: each message wakes a thread, which takes a while. */
  private static final int MOST_AT_ONCE = 4;

  private final int workers;
  private final Queue<Segment> segments = new ArrayDeque<>();
  private final Queue<ExtentWorker.Gather> batches = new ArrayDeque<>();
  private final Queue<ActorRef<ExtentWorker.Command>> idle = new ArrayDeque<>();
  private ActorRef<OrderingSink.Command> sink;

  /** A queue for so many workers. */
  static Behavior<Command> create(int workers) {
    return Behaviors.setup(context -> new WorkQueue(context, workers));
  }

  private WorkQueue(ActorContext<Command> context, int workers) {
    super(context);
    this.workers = workers;
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(SubmitBatch.class, this::onSubmitBatch)
        .onMessage(SubmitSegments.class, this::onSubmitSegments)
        .onMessage(WorkerReady.class, this::onWorkerReady)
        .build();
  }

  private Behavior<Command> onSubmitBatch(SubmitBatch submit) {
    batches.add(new ExtentWorker.Gather(submit.batch(), submit.replyTo()));
    giveWork();
    return this;
  }

  private Behavior<Command> onSubmitSegments(SubmitSegments submit) {
    sink = submit.replyTo();
    segments.addAll(submit.segments());
    giveWork();
    return this;
  }

  private Behavior<Command> onWorkerReady(WorkerReady ready) {
    idle.add(ready.worker());
    giveWork();
    return this;
  }

  private void giveWork() {
    while (!idle.isEmpty() && !segments.isEmpty()) {
      idle.remove().tell(new ExtentWorker.Render(share(), sink));
    }
    while (!idle.isEmpty() && !batches.isEmpty()) {
      idle.remove().tell(batches.remove());
    }
  }

  /** Half of a fair share, so that the last segments of a send are spread over all workers. */
  private List<Segment> share() {
    int size = Math.min(MOST_AT_ONCE, 1 + segments.size() / (2 * workers));
    List<Segment> share = new ArrayList<>(size);
    while (share.size() < size && !segments.isEmpty()) {
      share.add(segments.remove());
    }
    return share;
  }
}
