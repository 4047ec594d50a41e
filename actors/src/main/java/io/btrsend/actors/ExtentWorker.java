package io.btrsend.actors;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import io.btrsend.actors.PipelineStages.Batch;
import io.btrsend.actors.PipelineStages.Gathered;
import io.btrsend.actors.PipelineStages.Segment;

/**
 * Does the parallel work: gathers facts for the resolver and renders segments. Requests one task at
 * a time from the queue.
 */
final class ExtentWorker extends AbstractBehavior<ExtentWorker.Command> {

  /** The messages of a worker. */
  sealed interface Command {}

  /** Gather the facts for a batch; answered by {@link PathResolver.BatchGathered}. */
  record Gather(long number, Batch batch, ActorRef<PathResolver.Command> replyTo)
      implements Command {}

  /** Render a segment; answered by {@link OrderingSink.SegmentRendered}. */
  record Render(long number, Segment segment, ActorRef<OrderingSink.Command> replyTo)
      implements Command {}

  private final PipelineStages.Gather gather;
  private final PipelineStages.Render render;
  private final BufferPool buffers;
  private final ActorRef<WorkQueue.Command> queue;

  static Behavior<Command> create(
      PipelineStages stages, BufferPool buffers, ActorRef<WorkQueue.Command> queue) {
    return Behaviors.setup(context -> new ExtentWorker(context, stages, buffers, queue));
  }

  private ExtentWorker(
      ActorContext<Command> context,
      PipelineStages stages,
      BufferPool buffers,
      ActorRef<WorkQueue.Command> queue) {
    super(context);
    this.gather = stages.gather().get();
    this.render = stages.render().get();
    this.buffers = buffers;
    this.queue = queue;
    askForWork();
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Gather.class, this::onGather)
        .onMessage(Render.class, this::onRender)
        .onSignal(PostStop.class, this::onStopped)
        .build();
  }

  private Behavior<Command> onGather(Gather task) {
    Gathered gathered = gather.gather(task.batch());
    task.replyTo()
        .tell(new PathResolver.BatchGathered(task.number(), gathered, task.batch().inodes()));
    askForWork();
    return this;
  }

  private Behavior<Command> onRender(Render task) {
    PooledBuffer buffer = buffers.acquire();
    render.render(task.segment(), buffer.bytes());
    buffer.bytes().flip();
    task.replyTo().tell(new OrderingSink.SegmentRendered(task.number(), buffer));
    askForWork();
    return this;
  }

  private void askForWork() {
    queue.tell(new WorkQueue.WorkerReady(getContext().getSelf()));
  }

  private Behavior<Command> onStopped(PostStop stopped) {
    render.close();
    return this;
  }
}
