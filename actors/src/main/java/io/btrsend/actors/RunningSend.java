package io.btrsend.actors;

import akka.actor.typed.ActorRef;
import io.btrsend.engine.send.SendReport;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A send to a channel that has begun. Thread-safe. */
public final class RunningSend {
  private final ActorRef<SendPipeline.Command> pipeline;
  private final CompletableFuture<SendReport> result;

  RunningSend(ActorRef<SendPipeline.Command> pipeline, CompletableFuture<SendReport> result) {
    this.pipeline = pipeline;
    this.result = result;
  }

  /**
   * Completes when the send has ended and all of its workers have stopped: with what was sent, with
   * the first cause of a failure, or with a {@link java.util.concurrent.CancellationException}.
   */
  public CompletionStage<SendReport> result() {
    return result;
  }

  /**
   * Ends the send early; what was written stays written. Returns at once. Tasks under way are
   * finished first, a write to the channel among them: to end one that is stalled, close the
   * channel.
   */
  public void cancel() {
    if (!result.isDone()) {
      pipeline.tell(SendPipeline.Cancel.INSTANCE);
    }
  }
}
