package io.btrsend.actors;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Gives each task to the next worker that is free, so that a long task holds up no other. What is
 * nearest to the output goes first: rendering before gathering, since it frees memory and the
 * output may be waiting for it. Its length is bounded by the inodes and buffers in flight.
 */
final class WorkQueue extends AbstractBehavior<WorkQueue.Command> {

  /** What the queue can be told. */
  sealed interface Command {}

  /** Have a task done. */
  record Submit(ExtentWorker.Task task) implements Command {}

  /** A worker has nothing to do. */
  record WorkerReady(ActorRef<ExtentWorker.Task> worker) implements Command {}

  private final Queue<ExtentWorker.Task> renders = new ArrayDeque<>();
  private final Queue<ExtentWorker.Task> gathers = new ArrayDeque<>();
  private final Queue<ActorRef<ExtentWorker.Task>> idle = new ArrayDeque<>();

  static Behavior<Command> create() {
    return Behaviors.setup(WorkQueue::new);
  }

  private WorkQueue(ActorContext<Command> context) {
    super(context);
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Submit.class, this::onSubmit)
        .onMessage(WorkerReady.class, this::onWorkerReady)
        .build();
  }

  private Behavior<Command> onSubmit(Submit submit) {
    ExtentWorker.Task task = submit.task();
    if (!idle.isEmpty()) {
      idle.remove().tell(task);
    } else if (task instanceof ExtentWorker.Render) {
      renders.add(task);
    } else {
      gathers.add(task);
    }
    return this;
  }

  private Behavior<Command> onWorkerReady(WorkerReady ready) {
    if (!renders.isEmpty()) {
      ready.worker().tell(renders.remove());
    } else if (!gathers.isEmpty()) {
      ready.worker().tell(gathers.remove());
    } else {
      idle.add(ready.worker());
    }
    return this;
  }
}
