package io.btrsend.actors;

import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import io.btrsend.engine.send.SendReport;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.CompletableFuture;

/**
 * Runs one pipeline and writes each of its chunks from its direct buffer, without a copy on the
 * heap. Blocks while the channel does, so it must run on the blocking dispatcher; credit returns
 * only when a chunk has been written. Leaves the channel open.
 */
final class ChannelWriter extends AbstractBehavior<SendPipeline.Event> {
  @FunctionalInterface
  private interface Step {
    void run() throws IOException;
  }

  private final WritableByteChannel channel;
  private final CompletableFuture<SendReport> result;

  /**
   * @param pipeline starts the pipeline as a child of the writer, which gets what it tells
   * @param result completes when the last byte has been written; fails with the cause if the
   *     pipeline or the channel does
   */
  static Behavior<SendPipeline.Event> create(
      SendPipeline.Opening pipeline,
      WritableByteChannel channel,
      CompletableFuture<SendReport> result) {
    return Behaviors.setup(
        context -> {
          ChannelWriter writer = new ChannelWriter(context, channel, result);
          return writer.start(pipeline);
        });
  }

  private ChannelWriter(
      ActorContext<SendPipeline.Event> context,
      WritableByteChannel channel,
      CompletableFuture<SendReport> result) {
    super(context);
    this.channel = channel;
    this.result = result;
  }

  private Behavior<SendPipeline.Event> start(SendPipeline.Opening pipeline) {
    return attempt(
        () ->
            getContext()
                .watch(getContext().spawn(pipeline.open(getContext().getSelf()), "pipeline")));
  }

  @Override
  public Receive<SendPipeline.Event> createReceive() {
    return newReceiveBuilder()
        .onMessage(SendPipeline.ChunksReady.class, this::onChunksReady)
        .onMessage(SendPipeline.Completed.class, this::onCompleted)
        .onMessage(SendPipeline.Failed.class, failed -> fail(failed.cause()))
        .onSignal(Terminated.class, terminated -> onPipelineStopped())
        .onSignal(PostStop.class, stopped -> onStopped())
        .build();
  }

  private Behavior<SendPipeline.Event> onChunksReady(SendPipeline.ChunksReady ready) {
    return attempt(
        () -> {
          for (StreamChunk chunk : ready.chunks()) {
            chunk.writeTo(channel);
          }
        });
  }

  /** What fails the step fails the send. */
  private Behavior<SendPipeline.Event> attempt(Step step) {
    try {
      step.run();
      return this;
    } catch (IOException e) {
      return fail(new OutputException(e));
    } catch (RuntimeException e) {
      return fail(e);
    } catch (VirtualMachineError | LinkageError e) {
      return fail(new StageException(e));
    }
  }

  private Behavior<SendPipeline.Event> onCompleted(SendPipeline.Completed completed) {
    result.complete(completed.report());
    return Behaviors.stopped();
  }

  /** Stops the pipeline too, as its parent. */
  private Behavior<SendPipeline.Event> fail(Throwable cause) {
    result.completeExceptionally(cause);
    return Behaviors.stopped();
  }

  private Behavior<SendPipeline.Event> onPipelineStopped() {
    return fail(new IllegalStateException("the send was stopped from outside"));
  }

  private Behavior<SendPipeline.Event> onStopped() {
    result.completeExceptionally(
        new IllegalStateException("the actor system was stopped during a send"));
    return this;
  }
}
