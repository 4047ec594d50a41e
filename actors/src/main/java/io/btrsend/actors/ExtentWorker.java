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
import java.util.ArrayList;
import java.util.List;

/**
 * Does what can be done in parallel: gathers for the decisions, and renders what was decided. Works
 * on what it was given, and has asked the queue for more by then, so that it need not wait.
 */
final class ExtentWorker extends AbstractBehavior<ExtentWorker.Command> {

  /** What a worker can be told. */
  sealed interface Command {}

  /** Gather for a batch; answered by {@link PathResolver.BatchGathered}. */
  record Gather(Batch batch, ActorRef<PathResolver.Command> replyTo) implements Command {}

  /** Render segments; answered by {@link OrderingSink.SegmentsRendered}. */
  record Render(List<Segment> segments, ActorRef<OrderingSink.Command> replyTo)
      implements Command {}

  private final PipelineStages.Gather gather;
  private final SegmentRenderer renderer;
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
    this.renderer = new SegmentRenderer(stages.render().get(), buffers);
    this.queue = queue;
    askForWork();
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Gather.class, this::onGather)
        .onMessage(Render.class, this::onRender)
        .build();
  }

  private Behavior<Command> onGather(Gather task) {
    askForWork();
    Gathered gathered = gather.gather(task.batch());
    task.replyTo().tell(new PathResolver.BatchGathered(gathered, task.batch().inodes()));
    return this;
  }

  private Behavior<Command> onRender(Render task) {
    askForWork();
    List<OrderingSink.Rendered> rendered = new ArrayList<>();
    for (Segment segment : task.segments()) {
      rendered.add(new OrderingSink.Rendered(segment.number(), renderer.render(segment)));
    }
    task.replyTo().tell(new OrderingSink.SegmentsRendered(rendered));
    return this;
  }

  private void askForWork() {
    queue.tell(new WorkQueue.WorkerReady(getContext().getSelf()));
  }
}
