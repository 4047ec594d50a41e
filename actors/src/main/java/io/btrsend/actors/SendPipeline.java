package io.btrsend.actors;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.ChildFailed;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import io.btrsend.config.SendSettings;
import io.btrsend.engine.send.SendReport;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One send: starts the stages, and is the one place where a send fails. The first failure of any
 * stage stops all of them; when the last has stopped the cause is told, once.
 */
final class SendPipeline extends AbstractBehavior<SendPipeline.Command> {

  /** What a pipeline can be told. */
  sealed interface Command {}

  /** Give up, or clear away after the end. */
  enum Stop implements Command {
    INSTANCE
  }

  /** What a pipeline tells its output. */
  sealed interface Event {}

  /** The next bytes of the stream. */
  record ChunksReady(List<StreamChunk> chunks) implements Event {}

  /** The last bytes have been told. */
  record Completed(SendReport report) implements Event {}

  /** There will be no further bytes. */
  record Failed(Throwable cause) implements Event {}

  /** What a pipeline needs to be started, except where its output goes. */
  @FunctionalInterface
  interface Opening {
    /** Throws what keeps the send from being opened. */
    Behavior<Command> open(ActorRef<Event> output);
  }

  /** For whatever may wait for a device or an output. */
  static final DispatcherSelector BLOCKING =
      DispatcherSelector.fromConfig(SendSettings.BLOCKING_DISPATCHER);

  private static final AtomicLong SENDS = new AtomicLong();

  private final ActorRef<Event> output;
  private int running;
  private Throwable failure;

  /** A name for the actor that a send hangs from. */
  static String nextName() {
    return "send-" + SENDS.incrementAndGet();
  }

  static Behavior<Command> create(
      PipelineStages stages, PipelineLimits limits, BufferPool buffers, ActorRef<Event> output) {
    return Behaviors.setup(
        context -> {
          SendPipeline pipeline = new SendPipeline(context, output);
          pipeline.start(stages, limits, buffers);
          return pipeline;
        });
  }

  private SendPipeline(ActorContext<Command> context, ActorRef<Event> output) {
    super(context);
    this.output = output;
  }

  private void start(PipelineStages stages, PipelineLimits limits, BufferPool buffers) {
    ActorRef<WorkQueue.Command> queue =
        spawn(WorkQueue.Command.class, WorkQueue.create(limits.parallelism()), "work-queue");
    for (int i = 0; i < limits.parallelism(); i++) {
      spawn(
          ExtentWorker.Command.class,
          ExtentWorker.create(stages, buffers, queue),
          "extent-worker-" + i);
    }
    ActorRef<TreeWalker.Command> walker =
        spawn(TreeWalker.Command.class, TreeWalker.create(stages.walk(), queue), "tree-walker");
    ActorRef<PathResolver.Command> resolver =
        spawn(
            PathResolver.Command.class,
            PathResolver.create(stages.resolve(), limits.inodesInFlight(), walker, queue),
            "path-resolver");
    spawn(
        OrderingSink.Command.class,
        OrderingSink.create(limits.buffersInFlight(), resolver, output),
        "ordering-sink");
  }

  private <T> ActorRef<T> spawn(Class<T> messages, Behavior<T> behavior, String name) {
    ActorRef<T> child = getContext().spawn(contained(messages, behavior), name, BLOCKING);
    getContext().watch(child);
    running++;
    return child;
  }

  /** The failure is reported to the caller; a stack trace in the log would be a second report. */
  private static <T> Behavior<T> contained(Class<T> messages, Behavior<T> behavior) {
    return Behaviors.supervise(
            Behaviors.intercept(() -> new ErrorContainment<>(messages), behavior))
        .onFailure(SupervisorStrategy.stop().withLoggingEnabled(false));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessageEquals(Stop.INSTANCE, Behaviors::stopped)
        .onSignal(ChildFailed.class, this::onChildFailed)
        .onSignal(Terminated.class, terminated -> onChildStopped())
        .build();
  }

  private Behavior<Command> onChildFailed(ChildFailed child) {
    if (failure == null) {
      failure = child.cause();
      getContext().getChildren().forEach(getContext()::stop);
    }
    return onChildStopped();
  }

  private Behavior<Command> onChildStopped() {
    running--;
    if (running > 0) {
      return this;
    }
    output.tell(new Failed(failure));
    return Behaviors.stopped();
  }
}
