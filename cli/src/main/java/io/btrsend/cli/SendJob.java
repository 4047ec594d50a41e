package io.btrsend.cli;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import io.btrsend.actors.HeadStart;
import io.btrsend.config.ByteSize;
import io.btrsend.config.Settings;
import io.btrsend.engine.extent.UnreadableData;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.send.SendReport;
import io.btrsend.engine.send.SendRequest;
import io.btrsend.engine.send.SendSession;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Sends a list of requests, one after the other, to one output. Actors are started only when the
 * job is still at work after its head start.
 */
final class SendJob implements AutoCloseable {
  private final Settings settings;
  private final Messages messages;
  private final CompletableFuture<ActorSystem<Void>> system;
  private final HeadStart headStart;
  private volatile boolean over;

  SendJob(Settings settings, Messages messages) {
    this.settings = settings;
    this.messages = messages;
    Executor later =
        CompletableFuture.delayedExecutor(
            settings.send().headStart().toMillis(), TimeUnit.MILLISECONDS);
    this.system = CompletableFuture.supplyAsync(this::startActors, later);
    this.headStart = new HeadStart(settings.send(), system);
  }

  private ActorSystem<Void> startActors() {
    if (over) {
      throw new CancellationException("the job needed no actors");
    }
    return ActorSystem.create(Behaviors.empty(), "btrsend", EarlySettings.forActors(settings));
  }

  /**
   * Returns when the last byte is written.
   *
   * @param policy is told of file data that cannot be read
   */
  SendTotals run(
      Filesystem filesystem,
      List<SendRequest> requests,
      UnreadableData policy,
      SubvolumeChoice choice,
      WritableByteChannel channel) {
    if (messages.isVerbose() && Terminal.isError()) {
      try (Progress progress = Progress.start(channel, messages.out())) {
        return sendAll(filesystem, requests, policy, choice, progress.counted());
      }
    }
    return sendAll(filesystem, requests, policy, choice, channel);
  }

  private SendTotals sendAll(
      Filesystem filesystem,
      List<SendRequest> requests,
      UnreadableData policy,
      SubvolumeChoice choice,
      WritableByteChannel channel) {
    SendTotals totals = SendTotals.NOTHING;
    for (SendRequest request : requests) {
      if (messages.isVerbose()) {
        messages.detail(describe(request, choice));
      }
      long start = System.nanoTime();
      SendReport report = headStart.send(SendSession.open(filesystem, request, policy), channel);
      double seconds = (System.nanoTime() - start) / 1e9;
      if (messages.isVerbose()) {
        messages.detail(summary(report, seconds));
      }
      totals = totals.plus(report, seconds);
    }
    return totals;
  }

  private static String describe(SendRequest request, SubvolumeChoice choice) {
    String from = request.parent() == null ? "" : " against " + choice.pathText(request.parent());
    return "sending " + choice.pathText(request.subvolume()) + from;
  }

  private static String summary(SendReport report, double seconds) {
    return String.format(
        Locale.ROOT,
        "sent %s in %d commands, %.2f s, %s/s",
        ByteSize.format(report.bytes()),
        report.commands(),
        seconds,
        ByteSize.format((long) (report.bytes() / Math.max(seconds, 1e-9))));
  }

  @Override
  public void close() {
    over = true;
    var unused = system.thenAccept(ActorSystem::terminate);
  }
}
