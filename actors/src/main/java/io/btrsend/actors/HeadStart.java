package io.btrsend.actors;

import io.btrsend.engine.EngineException;
import io.btrsend.engine.send.SendReport;
import io.btrsend.engine.send.SendSession;
import io.btrsend.engine.send.SequentialSend;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * A send that begins on the calling thread while the actors it is meant for are still being
 * started, which takes longer than many a send. As soon as they are ready, they take over between
 * two segments; a send that is over by then needs none.
 */
public final class HeadStart {
  private final SendSession session;
  private final SequentialSend head;
  private final CompletableFuture<Boolean> complete = new CompletableFuture<>();
  private volatile boolean wanted;

  private HeadStart(SendSession session, WritableByteChannel out) {
    this.session = session;
    this.head = new SequentialSend(session, out);
  }

  /**
   * Sends to a channel, and returns when the last byte has been written.
   *
   * @param sender completes when the actors are ready; what fails it fails the send, unless that is
   *     over
   * @param out may block; stays open
   * @throws EngineException if the images or the request do not allow the send
   * @throws OutputException if {@code out} fails
   * @throws CompletionException with one of these as its cause, if the actors had taken over
   */
  public static SendReport send(
      CompletionStage<BtrfsSend> sender, SendSession session, WritableByteChannel out) {
    HeadStart start = new HeadStart(session, out);
    CompletableFuture<SendReport> rest =
        sender
            .thenComposeAsync(ready -> ready.send(start::takeOver, out))
            .whenComplete((report, failure) -> start.wanted = true)
            .toCompletableFuture();
    return start.run() ? start.head.report() : rest.join().plus(start.head.report());
  }

  /** Whether the stream was complete before anybody wanted to go on with it. */
  private boolean run() {
    boolean ended = true;
    try {
      ended = head.runUntil(() -> wanted);
    } catch (IOException e) {
      throw new OutputException(e);
    } catch (VirtualMachineError | LinkageError e) {
      throw new StageException(e);
    } finally {
      complete.complete(ended);
    }
    return ended;
  }

  /**
   * Waits until the head has stopped, which takes no longer than a segment, and goes on from it.
   */
  private PipelineStages takeOver() {
    wanted = true;
    if (complete.join()) {
      throw new CancellationException("the send is over");
    }
    return EngineStages.of(session, head.walk(), head.resolver());
  }
}
