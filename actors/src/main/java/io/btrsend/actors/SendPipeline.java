package io.btrsend.actors;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.ChildFailed;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.PostStop;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import io.btrsend.actors.OrderingSink.ChunksReady;
import io.btrsend.config.SendSettings;
import io.btrsend.engine.send.SendReport;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * One send. It starts the stages as its children, and it alone ends the send: the first failure of
 * a child, a cancellation, or the consumption of the last byte stops all children. When the last
 * child has stopped, the result completes.
 */
final class SendPipeline extends AbstractBehavior<SendPipeline.Command> {

  /** The messages of a pipeline. */
  sealed interface Command {}

  /** Cancel the send. */
  enum Cancel implements Command {
    INSTANCE
  }

  /** The output has consumed the whole stream. */
  record OutputComplete(SendReport report) implements Command {}

  /** The destination of the stream. */
  sealed interface Output {}

  /** A channel, which may block and is left open. */
  record ToChannel(WritableByteChannel channel) implements Output {}

  /** An actor that consumes every chunk, and cancels the pipeline if it stops earlier. */
  record ToActor(ActorRef<ChunksReady> actor) implements Output {}

  /**
   * The resources shared by all sends of an actor system.
   *
   * @param limits of each send
   * @param buffers shared by the sends
   */
  record Resources(PipelineLimits limits, BufferPool buffers) {}

  private static final DispatcherSelector COORDINATION =
      DispatcherSelector.fromConfig(SendSettings.COORDINATION_DISPATCHER);
  private static final DispatcherSelector READING =
      DispatcherSelector.fromConfig(SendSettings.READING_DISPATCHER);
  private static final DispatcherSelector WAITING =
      DispatcherSelector.fromConfig(SendSettings.WAITING_DISPATCHER);
  private static final DispatcherSelector WRITING =
      DispatcherSelector.fromConfig(SendSettings.WRITING_DISPATCHER);

  private static final AtomicLong SENDS = new AtomicLong();

  private final CompletableFuture<SendReport> result;
  private SendReport report;
  private Throwable failure;

  /**
   * Begins a send.
   *
   * @param stages creates the stages; an exception from it is the failure of the send
   * @param result completes when the send has ended and every child has stopped
   */
  static ActorRef<Command> start(
      ActorSystem<?> system,
      Resources resources,
      Supplier<PipelineStages> stages,
      Output output,
      CompletableFuture<SendReport> result) {
    return system.systemActorOf(
        create(resources, stages, output, result), "send-" + SENDS.incrementAndGet(), READING);
  }

  static Behavior<Command> create(
      Resources resources,
      Supplier<PipelineStages> stages,
      Output output,
      CompletableFuture<SendReport> result) {
    return Behaviors.setup(
        context -> {
          SendPipeline pipeline = new SendPipeline(context, result);
          return pipeline.open(resources, stages, output);
        });
  }

  private SendPipeline(ActorContext<Command> context, CompletableFuture<SendReport> result) {
    super(context);
    this.result = result;
  }

  private Behavior<Command> open(
      Resources resources, Supplier<PipelineStages> stages, Output output) {
    try {
      startChildren(resources, StageException.contain(stages), output);
      return this;
    } catch (RuntimeException e) {
      return Behaviors.stopped(() -> result.completeExceptionally(e));
    }
  }

  private void startChildren(Resources resources, PipelineStages stages, Output output) {
    PipelineLimits limits = resources.limits();
    ActorRef<WorkQueue.Command> queue =
        spawn(
            WorkQueue.Command.class,
            WorkQueue.create(limits.commandBytesInFlight()),
            "work-queue",
            COORDINATION);
    ActorRef<OrderingSink.Command> sink =
        spawn(
            OrderingSink.Command.class,
            OrderingSink.create(
                limits.buffersInFlight(), queue, start(output), getContext().getSelf()),
            "ordering-sink",
            COORDINATION);
    int waiting = stages.waits().getAsBoolean() ? limits.waitingWorkers() : 0;
    for (int i = 0; i < limits.parallelism() + waiting; i++) {
      spawn(
          ExtentWorker.Command.class,
          ExtentWorker.create(stages, resources.buffers(), queue),
          "extent-worker-" + i,
          i < limits.parallelism() ? READING : WAITING);
    }
    ActorRef<TreeWalker.Command> walker =
        spawn(
            TreeWalker.Command.class,
            TreeWalker.create(stages.walk(), queue),
            "tree-walker",
            READING);
    spawn(
        PathResolver.Command.class,
        PathResolver.create(stages.resolve(), limits, walker, queue, sink),
        "path-resolver",
        READING);
  }

  private ActorRef<ChunksReady> start(Output output) {
    if (output instanceof ToChannel to) {
      return spawn(
          ChunksReady.class, ChannelWriter.create(to.channel()), "channel-writer", WRITING);
    }
    return ((ToActor) output).actor();
  }

  private <T> ActorRef<T> spawn(
      Class<T> messages, Behavior<T> behavior, String name, DispatcherSelector dispatcher) {
    ActorRef<T> child = getContext().spawn(contained(messages, behavior), name, dispatcher);
    getContext().watch(child);
    return child;
  }

  /** Suppresses Akka's log of the failure, which is reported to the caller. */
  private static <T> Behavior<T> contained(Class<T> messages, Behavior<T> behavior) {
    return Behaviors.supervise(
            Behaviors.intercept(() -> new ErrorContainment<>(messages), behavior))
        .onFailure(SupervisorStrategy.stop().withLoggingEnabled(false));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(OutputComplete.class, this::onOutputComplete)
        .onMessage(Cancel.class, this::onCancel)
        .onSignal(ChildFailed.class, this::onChildFailed)
        .onSignal(Terminated.class, this::onChildStopped)
        .onSignal(PostStop.class, this::onStopped)
        .build();
  }

  private Behavior<Command> onOutputComplete(OutputComplete complete) {
    report = complete.report();
    return Behaviors.stopped();
  }

  private Behavior<Command> onCancel(Cancel cancel) {
    return fail(new CancellationException("the send was cancelled"));
  }

  private Behavior<Command> onChildFailed(ChildFailed child) {
    return fail(child.cause());
  }

  private Behavior<Command> onChildStopped(Terminated child) {
    return fail(new IllegalStateException("a stage was stopped from outside"));
  }

  private Behavior<Command> fail(Throwable cause) {
    failure = cause;
    return Behaviors.stopped();
  }

  /** Akka stops all children before it delivers this signal. */
  private Behavior<Command> onStopped(PostStop stopped) {
    if (report != null) {
      result.complete(report);
    } else if (failure != null) {
      result.completeExceptionally(failure);
    } else {
      result.completeExceptionally(
          new IllegalStateException("the actor system was stopped during a send"));
    }
    return this;
  }
}
