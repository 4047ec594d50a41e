package io.btrsend.actors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Sink;
import akka.util.ByteString;
import io.btrsend.config.Settings;
import io.btrsend.engine.send.SendReport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the actors must do whatever the stages are. */
class PipelineScenariosTest {
  private static final int THREADS = 2;
  private static final ActorTestKit KIT =
      ActorTestKit.create(Settings.load(List.of("parallelism=" + THREADS)).config());
  private static final int BUFFERS = 6;
  private static final int COMMAND_BYTES = 4 * FakeSend.BUFFER_SIZE;
  private static final int INODES = 1024;

  /**
   * A segment costs {@value FakeSend#BUFFER_SIZE} bytes at least; the last may exceed the bound.
   */
  private static final int MAX_DECIDED_AHEAD = COMMAND_BYTES / FakeSend.BUFFER_SIZE + 1;

  @AfterAll
  static void stopActors() {
    KIT.shutdownTestKit();
  }

  private static BtrfsSend sender(int workers) {
    return new BtrfsSend(
        KIT.system(),
        new PipelineLimits(workers, 0, BUFFERS, COMMAND_BYTES, INODES),
        FakeSend.BUFFER_SIZE);
  }

  private static <T> T await(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private static Throwable failureOf(CompletionStage<?> stage) {
    return assertThrows(ExecutionException.class, () -> await(stage)).getCause();
  }

  private static WritableByteChannel nowhere() {
    return Channels.newChannel(new ByteArrayOutputStream());
  }

  private static void assertSent(FakeSend send, int workers) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BtrfsSend sender = sender(workers);
    SendReport report = await(sender.send(send::stages, Channels.newChannel(out)).result());
    byte[] expected = send.expectedStream();
    assertArrayEquals(expected, out.toByteArray());
    assertEquals(FakeSend.report(expected.length, 2 * send.segmentCount()), report);
    assertEquals(0, send.busy.get());
    assertEquals(0, sender.buffers().inUse());
    assertTrue(sender.buffers().mostInUse() <= BUFFERS);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void resultsThatOvertakeEachOtherComeOutInOrder(int workers) throws Exception {
    assertSent(new FakeSend(200, 100, 3), workers);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void anEmptySubvolumeIsAStreamOfOneSegment(int workers) throws Exception {
    assertSent(new FakeSend(0, 0, 0), workers);
  }

  @Test
  void oneHugeFileIsSentThroughFewBuffers() throws Exception {
    assertSent(new FakeSend(1, 1, 5_000), 2);
  }

  @Test
  void tenThousandTinyInodesShareSegments() throws Exception {
    FakeSend send = new FakeSend(40, 250, 1);
    assertSent(send, 2);
    assertEquals(41, send.segmentsRendered.get());
  }

  @Test
  void manyBatchesThatBecomeNothingAreNoDeadlock() throws Exception {
    assertSent(new FakeSend(2_000, 256, 0), 2);
  }

  @Test
  void libraryUsersGetTheSameBytesAsByteStrings() throws Exception {
    FakeSend send = new FakeSend(50, 100, 3);
    var running =
        sender(2)
            .source(send::stages)
            .toMat(Sink.fold(ByteString.emptyByteString(), ByteString::concat), Keep.both())
            .run(KIT.system());
    byte[] expected = send.expectedStream();
    assertArrayEquals(expected, await(running.second()).toArray());
    assertEquals(expected.length, await(running.first()).bytes());
  }

  @Test
  void aSlowOutputStopsTheWalkAndMemoryStaysBounded() throws Exception {
    FakeSend send = new FakeSend(10_000, 100, 2);
    SlowChannel out = new SlowChannel();
    BtrfsSend sender = sender(2);
    CompletionStage<SendReport> result = sender.send(send::stages, out).result();

    out.permits.release(20);
    long walked = steadyValue(send);
    assertTrue(walked <= 20 + BUFFERS + MAX_DECIDED_AHEAD + INODES / 100 + 2, "walked " + walked);
    assertTrue(sender.buffers().mostInUse() <= BUFFERS);

    out.permits.release(1_000_000);
    assertEquals(send.expectedLength(), await(result).bytes());
    assertTrue(sender.buffers().mostInUse() <= BUFFERS);
  }

  @Test
  void anOutputThatCannotBeWrittenStopsTheSendAndTheCauseIsKept() throws Exception {
    FakeSend send = new FakeSend(100_000, 100, 3);
    IOException cause = new IOException("No space left on device");
    CompletionStage<SendReport> result =
        sender(2).send(send::stages, new FailingChannel(0, cause)).result();
    assertEquals(cause, assertInstanceOf(OutputException.class, failureOf(result)).getCause());
    assertTrue(steadyValue(send) < 100);
  }

  @Test
  void aCancelledStreamStopsTheWalk() throws Exception {
    FakeSend send = new FakeSend(100_000, 100, 3);
    var running =
        sender(2).source(send::stages).take(10).toMat(Sink.ignore(), Keep.both()).run(KIT.system());
    await(running.second());
    assertThrows(CancellationException.class, () -> await(running.first()));
    assertTrue(steadyValue(send) < 200);
  }

  @Test
  void severalSendsAtATimeDoNotDisturbEachOther() throws Exception {
    BtrfsSend sender = sender(2);
    FakeSend send = new FakeSend(100, 100, 3);
    FakeSend other = new FakeSend(120, 50, 2);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream otherOut = new ByteArrayOutputStream();
    var result = sender.send(send::stages, Channels.newChannel(out)).result();
    var otherResult = sender.send(other::stages, Channels.newChannel(otherOut)).result();
    await(result);
    await(otherResult);
    assertArrayEquals(send.expectedStream(), out.toByteArray());
    assertArrayEquals(other.expectedStream(), otherOut.toByteArray());
  }

  @Test
  void moreStalledOutputsThanThreadsHoldUpNoOtherSend() throws Exception {
    FakeSend send = new FakeSend(100, 100, 3);
    SlowChannel stalled = new SlowChannel();
    BtrfsSend sender = sender(2);
    List<CompletionStage<SendReport>> waiting = new ArrayList<>();
    for (int i = 0; i < 4 * THREADS; i++) {
      waiting.add(sender.send(new FakeSend(100, 100, 3)::stages, stalled).result());
    }
    stalled.awaitWriters(4 * THREADS);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    await(sender.send(send::stages, Channels.newChannel(out)).result());
    assertArrayEquals(send.expectedStream(), out.toByteArray());
    stalled.permits.release(1_000_000);
    for (CompletionStage<SendReport> result : waiting) {
      assertEquals(send.expectedLength(), await(result).bytes());
    }
  }

  @Test
  void aSendToAChannelCanBeCancelled() throws Exception {
    FakeSend send = new FakeSend(100_000, 100, 3);
    SlowChannel out = new SlowChannel();
    RunningSend running = sender(2).send(send::stages, out);
    out.permits.release(20);
    out.awaitWriters(1);
    running.cancel();
    out.permits.release(1_000_000);
    assertThrows(CancellationException.class, () -> await(running.result()));
    assertEquals(0, send.busy.get());
  }

  @Test
  void aCancellationThatComesLateChangesNothing() throws Exception {
    RunningSend running = sender(2).send(new FakeSend(1, 1, 1)::stages, nowhere());
    SendReport report = await(running.result());
    running.cancel();
    assertEquals(report, await(running.result()));
  }

  @Test
  void whenTheResultOfACancelledStreamCompletesAllStagesHaveStopped() {
    FakeSend send = new FakeSend(100_000, 100, 3);
    var running =
        sender(2).source(send::stages).take(10).toMat(Sink.ignore(), Keep.both()).run(KIT.system());
    assertThrows(CancellationException.class, () -> await(running.first()));
    assertEquals(0, send.busy.get());
  }

  @Test
  void aSendFailsWhenTheActorSystemStops() {
    ActorTestKit kit = ActorTestKit.create(Settings.load(List.of("parallelism=2")).config());
    PipelineLimits limits = new PipelineLimits(2, 0, BUFFERS, COMMAND_BYTES, INODES);
    FakeSend send = new FakeSend(1_000_000, 100, 3);
    BtrfsSend sender = new BtrfsSend(kit.system(), limits, FakeSend.BUFFER_SIZE);
    var result = sender.send(send::stages, nowhere()).result();
    kit.shutdownTestKit();
    assertEquals(
        "the actor system was stopped during a send",
        assertInstanceOf(IllegalStateException.class, failureOf(result)).getMessage());
    assertEquals(0, send.busy.get());
  }

  /** Waits until the walk makes no progress any more. */
  private static long steadyValue(FakeSend send) throws InterruptedException {
    long before;
    long now = send.batchesWalked.get();
    do {
      before = now;
      Thread.sleep(200);
      now = send.batchesWalked.get();
    } while (now == 0 || now != before);
    return now;
  }

  /** Writes only as often as it is allowed to. */
  private static final class SlowChannel extends DiscardingChannel {
    private final Semaphore permits = new Semaphore(0);

    void awaitWriters(int writers) throws InterruptedException {
      while (permits.getQueueLength() < writers) {
        Thread.sleep(1);
      }
    }

    @Override
    void beforeWrite() {
      permits.acquireUninterruptibly();
    }
  }
}
