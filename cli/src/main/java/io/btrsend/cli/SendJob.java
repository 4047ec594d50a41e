package io.btrsend.cli;

import akka.actor.typed.ActorSystem;
import io.btrsend.actors.BtrfsSend;
import io.btrsend.actors.HeadStart;
import io.btrsend.config.ByteSize;
import io.btrsend.config.Settings;
import io.btrsend.engine.extent.UnreadableData;
import io.btrsend.engine.send.SendReport;
import io.btrsend.engine.send.SendRequest;
import io.btrsend.engine.send.SendSession;
import io.btrsend.engine.subvolume.Filesystem;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/**
 * Sends a list of requests, one after the other, to one output. The actor system starts while the
 * command line is read, the filesystem is being opened, and the first send has begun.
 */
final class SendJob implements AutoCloseable {
  private final Settings settings;
  private final Messages messages;
  private final CompletableFuture<ActorSystem<Void>> system;

  SendJob(Settings settings, Messages messages) {
    this.settings = settings;
    this.messages = messages;
    this.system = EarlyStart.system(settings);
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
    CompletableFuture<BtrfsSend> sender =
        system.thenApply(ready -> new BtrfsSend(ready, settings.send()));
    SendTotals totals = SendTotals.NOTHING;
    for (SendRequest request : requests) {
      if (messages.isVerbose()) {
        messages.detail(describe(request, choice));
      }
      long start = System.nanoTime();
      SendReport report = send(sender, SendSession.open(filesystem, request, policy), channel);
      double seconds = (System.nanoTime() - start) / 1e9;
      if (messages.isVerbose()) {
        messages.detail(summary(report, seconds));
      }
      totals = totals.plus(report, seconds);
    }
    return totals;
  }

  private SendReport send(
      CompletableFuture<BtrfsSend> sender, SendSession session, WritableByteChannel channel) {
    return settings.send().headStart()
        ? HeadStart.send(sender, session, channel)
        : sender.join().send(session, channel).toCompletableFuture().join();
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
    var unused = system.thenAccept(ActorSystem::terminate);
  }
}
