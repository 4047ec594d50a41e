package io.btrsend.actors;

import akka.actor.typed.ActorSystem;
import io.btrsend.config.SendSettings;
import io.btrsend.engine.EngineException;
import io.btrsend.engine.send.Segment;
import io.btrsend.engine.send.SendReport;
import io.btrsend.engine.send.SendSession;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Sends that begin without the actors they are meant for, whose start takes as much processor time
 * as many a send: a {@link SendHead} does what it can, as soon as there are actors they take over
 * between two segments, and a send that is over by then needs none.
 *
 * <p>The same bounds hold for both. For one send at a time.
 */
public final class HeadStart implements AutoCloseable {
  private final boolean waits;
  private final PipelineLimits limits;
  private final BufferPool buffers;
  private final CompletionStage<BtrfsSend> actors;
  private final ExecutorService helpers;

  /**
   * @param system completes when actors may take over; what fails it fails the send, unless that is
   *     over. Stays the caller's
   */
  public HeadStart(SendSettings settings, CompletionStage<? extends ActorSystem<?>> system) {
    waits = settings.headStart().isZero();
    limits = PipelineLimits.of(settings, Segment.MAX_SIZE);
    buffers = new BufferPool(Segment.MAX_SIZE, limits.buffersInFlight());
    actors = system.thenApply(ready -> new BtrfsSend(ready, limits, buffers));
    helpers =
        Executors.newFixedThreadPool(Math.max(1, limits.parallelism() - 1), HeadStart::helper);
  }

  private static Thread helper(Runnable task) {
    Thread thread = new Thread(task, "btrsend-head");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Sends to a channel, and returns when the last byte has been written.
   *
   * @param out may block; stays open
   * @throws EngineException if the images or the request do not allow the send
   * @throws OutputException if {@code out} fails
   * @throws CompletionException with one of these as its cause, if the actors had taken over
   */
  public SendReport send(SendSession session, WritableByteChannel out) {
    if (waits) {
      return await(actors.thenCompose(ready -> ready.send(session, out)));
    }
    EngineStages engine = new EngineStages(session);
    // The calling thread is the first worker; what nobody else is offered is left to it.
    Executor others = limits.parallelism() == 1 ? task -> {} : helpers;
    SendHead head = new SendHead(engine.fromHere(), others, limits, buffers, out);
    AtomicBoolean stop = new AtomicBoolean();
    CompletableFuture<Boolean> ended = new CompletableFuture<>();
    CompletionStage<SendReport> rest =
        actors
            .thenComposeAsync(ready -> ready.send(() -> takeOver(engine, stop, ended), out))
            .whenComplete((report, failure) -> stop.set(true));
    return run(head, stop, ended) ? head.report() : await(rest).plus(head.report());
  }

  private static SendReport await(CompletionStage<SendReport> report) {
    return report.toCompletableFuture().join();
  }

  /** Whether the stream was complete before anybody wanted to go on with it. */
  private static boolean run(SendHead head, AtomicBoolean stop, CompletableFuture<Boolean> ended) {
    boolean complete = true;
    try {
      complete = head.runUntil(stop::get);
    } catch (IOException e) {
      throw new OutputException(e);
    } catch (VirtualMachineError | LinkageError e) {
      throw new StageException(e);
    } finally {
      ended.complete(complete);
    }
    return complete;
  }

  /**
   * Waits until the head has stopped, which takes no longer than the segments in flight, and goes
   * on from there.
   */
  private static PipelineStages takeOver(
      EngineStages engine, AtomicBoolean stop, CompletableFuture<Boolean> ended) {
    stop.set(true);
    if (ended.join()) {
      throw new CancellationException("the send is over");
    }
    return engine.fromHere();
  }

  @Override
  public void close() {
    helpers.shutdown();
  }
}
