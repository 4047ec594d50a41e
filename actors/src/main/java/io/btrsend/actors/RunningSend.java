package io.btrsend.actors;

import akka.actor.typed.ActorRef;
import io.btrsend.engine.send.SendReport;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A running send to a channel. Thread-safe. */
public final class RunningSend {
  private final ActorRef<SendPipeline.Command> pipeline;
  private final CompletableFuture<SendReport> result;

  RunningSend(ActorRef<SendPipeline.Command> pipeline, CompletableFuture<SendReport> result) {
    this.pipeline = pipeline;
    this.result = result;
  }

  /**
   * Completes when the send has ended and all its workers have stopped: with the report, with the
   * first cause of a failure, or with a {@link java.util.concurrent.CancellationException}.
   */
  public CompletionStage<SendReport> result() {
    return result;
  }

  /**
   * Cancels the send; bytes already written stay written. Returns at once. Running tasks are
   * finished first, including a write to the channel; to end a stalled write, close the channel.
   */
  public void cancel() {
    if (!result.isDone()) {
      pipeline.tell(SendPipeline.Cancel.INSTANCE);
    }
  }
}
