package io.btrsend.actors;

import akka.actor.typed.ActorSystem;
import io.btrsend.config.SendSettings;
import io.btrsend.engine.EngineException;
import io.btrsend.engine.send.SendReport;
import io.btrsend.engine.send.SendSession;
import io.btrsend.engine.send.SequentialSend;
import io.btrsend.engine.send.render.Segment;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

/**
 * Begins sends before the actors are ready: the calling thread sends alone until the actor system
 * has started; then the actors take over between two segments. A send that is complete by then
 * needs no actors.
 *
 * <p>Keeps no reference to a completed send. For one send at a time.
 */
public final class HeadStart {
  private final boolean waits;
  private final BufferPool buffers;
  private final CompletableFuture<BtrfsSend> actors;

  /**
   * @param system completes when actors may take over; its failure fails a send that is not
   *     complete yet. The caller terminates the system
   */
  public HeadStart(SendSettings settings, CompletionStage<? extends ActorSystem<?>> system) {
    PipelineLimits limits = PipelineLimits.of(settings, Segment.MAX_SIZE);
    waits = settings.headStart().isZero();
    buffers = new BufferPool(Segment.MAX_SIZE, limits.buffersInFlight());
    actors =
        system
            .thenApply(ready -> new BtrfsSend(ready, new SendPipeline.Resources(limits, buffers)))
            .toCompletableFuture();
  }

  /**
   * Sends to a channel. Returns when the last byte has been written and no worker is busy with the
   * send. Interrupting the calling thread cancels the send.
   *
   * @param out may block; stays open
   * @throws EngineException if the images or the request do not allow the send
   * @throws OutputException if {@code out} fails
   * @throws StageException if the virtual machine fails
   * @throws CancellationException if the thread was interrupted; it stays interrupted
   * @throws CompletionException if the actors could not be started; the cause tells why
   */
  public SendReport send(SendSession session, WritableByteChannel out) {
    if (waits) {
      return await(awaitActors().send(session, out));
    }
    return StageException.contain(() -> begin(session, out));
  }

  private SendReport begin(SendSession session, WritableByteChannel out) {
    PipelineStages rest;
    PooledBuffer buffer = buffers.acquire();
    try (SequentialSend send = new SequentialSend(session, out, buffer.bytes())) {
      if (send.runUntil(this::isOthersTurn)) {
        return send.resolver().report();
      }
      rest = EngineStages.of(session, send.walk(), send.resolver());
    } catch (IOException e) {
      throw new OutputException(e);
    } finally {
      buffer.release();
    }
    return await(awaitActors().send(() -> rest, out));
  }

  private boolean isOthersTurn() {
    return actors.isDone() || Thread.currentThread().isInterrupted();
  }

  private BtrfsSend awaitActors() {
    try {
      return actors.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("the send was cancelled");
    } catch (ExecutionException e) {
      throw new CompletionException(e.getCause());
    }
  }

  /** Waits until the send has ended in any way. */
  private static SendReport await(RunningSend send) {
    CompletableFuture<SendReport> result = send.result().toCompletableFuture();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return result.get();
        } catch (InterruptedException e) {
          interrupted = true;
          send.cancel();
        }
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new CompletionException(e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
