package io.btrsend.jobs.send;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import io.btrsend.actors.HeadStart;
import io.btrsend.config.Settings;
import io.btrsend.engine.SendException;
import io.btrsend.engine.SendException.Reason;
import io.btrsend.engine.extent.UnreadableData;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.send.OutputPart;
import io.btrsend.engine.send.SendReport;
import io.btrsend.engine.send.SendRequest;
import io.btrsend.engine.send.SendSession;
import io.btrsend.jobs.plan.DataReads;
import io.btrsend.jobs.plan.PlannedStream;
import io.btrsend.jobs.report.SendTotals;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Runs sends, one after the other. Actors are started only when the job is still at work after its
 * head start, which begins with the constructor. For one thread.
 */
public final class SendJob implements AutoCloseable {
  private static final WritableByteChannel NOTHING_WRITTEN =
      Channels.newChannel(OutputStream.nullOutputStream());

  private final CompletableFuture<ActorSystem<Void>> system;
  private final HeadStart headStart;
  private volatile boolean over;

  public SendJob(Settings settings) {
    Executor later =
        CompletableFuture.delayedExecutor(
            settings.send().headStart().toMillis(), TimeUnit.MILLISECONDS);
    this.system = CompletableFuture.supplyAsync(() -> startActors(settings), later);
    this.headStart = new HeadStart(settings.send(), system);
  }

  private ActorSystem<Void> startActors(Settings settings) {
    if (over) {
      throw new CancellationException("the job needed no actors");
    }
    return ActorSystem.create(Behaviors.empty(), "btrsend", JobSettings.forActors(settings));
  }

  /**
   * Sends all requests to one output, and returns when the last byte is written. Fails as {@link
   * HeadStart#send} does.
   *
   * @param filesystem stays open
   * @param part what of the output is written; its origin is the beginning of the first stream
   * @param policy is told of file data that cannot be read, by several threads at a time
   * @param out may block; stays open
   * @throws SendException if the output is shorter than where the part begins, or than what it has
   *     to have
   */
  public SendTotals send(
      Filesystem filesystem,
      List<SendRequest> requests,
      OutputPart part,
      UnreadableData policy,
      WritableByteChannel out,
      SendListener listener) {
    SendTotals totals = SendTotals.NOTHING;
    OutputPart rest = part;
    for (SendRequest request : requests) {
      listener.begins(request);
      long start = System.nanoTime();
      TimedChannel timed = new TimedChannel(out);
      SendSession session = SendSession.open(filesystem, request, policy).writing(rest);
      SendReport report = headStart.send(session, timed);
      double seconds = (System.nanoTime() - start) / 1e9;
      SendTotals sent = new SendTotals(report.bytes(), report.commands(), seconds, timed.seconds());
      listener.ended(sent);
      totals = totals.plus(sent);
      rest = rest.after(report.end());
    }
    requireReached(part, rest.origin().bytes());
    return totals;
  }

  /**
   * Sends one stream, or a part of it. Fails as {@link HeadStart#send} does.
   *
   * @param filesystem stays open
   * @param policy is told of file data that cannot be read, by several threads at a time
   * @param out may block; stays open
   */
  public SendReport send(
      Filesystem filesystem,
      SendRequest request,
      OutputPart part,
      UnreadableData policy,
      WritableByteChannel out) {
    SendSession session = SendSession.open(filesystem, request, policy).writing(part);
    SendReport report = headStart.send(session, out);
    requireReached(part, report.end().bytes());
    return report;
  }

  private static void requireReached(OutputPart part, long end) {
    long least = part.required() == null ? part.from() : part.required().bytes();
    if (least > end) {
      throw new SendException(
          Reason.DIFFERENT,
          "the output has only %d bytes, so it cannot go on at byte %d".formatted(end, least));
    }
  }

  /**
   * Decides all requests without reading or writing file data. Fails as {@link #send} does, but for
   * what comes of reading and writing.
   *
   * @param filesystem stays open
   */
  public List<PlannedStream> plan(Filesystem filesystem, List<SendRequest> requests) {
    List<PlannedStream> planned = new ArrayList<>();
    for (SendRequest request : requests) {
      DataReads reads = new DataReads(filesystem.volume());
      SendSession session =
          SendSession.open(filesystem, request).writing(OutputPart.planned(reads));
      planned.add(
          new PlannedStream(request, headStart.send(session, NOTHING_WRITTEN), reads.byDevice()));
    }
    return planned;
  }

  /** Stops the actors. */
  @Override
  public void close() {
    over = true;
    var unused = system.thenAccept(ActorSystem::terminate);
  }
}
