package io.btrsend.actors;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import io.btrsend.actors.PipelineStages.Batch;
import io.btrsend.actors.PipelineStages.Gathered;
import io.btrsend.actors.PipelineStages.Segment;
import java.nio.ByteBuffer;

/**
 * Does what can be done in parallel: gathers for the decisions, and renders what was decided. Works
 * on one task at a time and asks the queue for the next.
 */
final class ExtentWorker extends AbstractBehavior<ExtentWorker.Task> {

  /** What a worker can be told. Tasks carry values and where the result is to go. */
  sealed interface Task {}

  /** Gather for a batch; answered by {@link PathResolver.BatchGathered}. */
  record Gather(Batch batch, ActorRef<PathResolver.Command> replyTo) implements Task {}

  /** Render a segment; answered by {@link OrderingSink.SegmentRendered}. */
  record Render(Segment segment, ActorRef<OrderingSink.Command> replyTo) implements Task {}

  private final PipelineStages.Gather gather;
  private final PipelineStages.Render render;
  private final BufferPool buffers;
  private final ActorRef<WorkQueue.Command> queue;

  static Behavior<Task> create(
      PipelineStages stages, BufferPool buffers, ActorRef<WorkQueue.Command> queue) {
    return Behaviors.setup(context -> new ExtentWorker(context, stages, buffers, queue));
  }

  private ExtentWorker(
      ActorContext<Task> context,
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
  public Receive<Task> createReceive() {
    return newReceiveBuilder()
        .onMessage(Gather.class, this::onGather)
        .onMessage(Render.class, this::onRender)
        .build();
  }

  private Behavior<Task> onGather(Gather task) {
    Gathered gathered = gather.gather(task.batch());
    task.replyTo().tell(new PathResolver.BatchGathered(gathered, task.batch().inodes()));
    askForWork();
    return this;
  }

  private Behavior<Task> onRender(Render task) {
    Segment segment = task.segment();
    ByteBuffer buffer = buffers.acquire();
    render.render(segment, buffer);
    if (buffer.position() != segment.size()) {
      throw new IllegalStateException(
          "segment %d has %d bytes, %d were rendered"
              .formatted(segment.number(), segment.size(), buffer.position()));
    }
    task.replyTo().tell(new OrderingSink.SegmentRendered(segment.number(), buffer.flip()));
    askForWork();
    return this;
  }

  private void askForWork() {
    queue.tell(new WorkQueue.WorkerReady(getContext().getSelf()));
  }
}
