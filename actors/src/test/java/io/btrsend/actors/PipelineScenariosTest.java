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
import io.btrsend.actors.PipelineStages.Batch;
import io.btrsend.actors.PipelineStages.Gathered;
import io.btrsend.actors.PipelineStages.Segment;
import io.btrsend.config.Settings;
import io.btrsend.engine.send.SendReport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.util.List;
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
  private static final ActorTestKit KIT =
      ActorTestKit.create(Settings.load(List.of("parallelism=8")).config());
  private static final int BUFFERS = 6;
  private static final int INODES = 1024;

  @AfterAll
  static void stopActors() {
    KIT.shutdownTestKit();
  }

  private static BtrfsSend sender(int workers) {
    return new BtrfsSend(
        KIT.system(), new PipelineLimits(workers, BUFFERS, INODES), FakeSend.BUFFER_SIZE);
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
    SendReport report = await(sender.send(send::stages, Channels.newChannel(out)));
    byte[] expected = send.expectedStream();
    assertArrayEquals(expected, out.toByteArray());
    assertEquals(new SendReport(expected.length, 2 * send.segmentCount()), report);
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
    CompletionStage<SendReport> result = sender.send(send::stages, out);

    out.permits.release(20);
    long walked = steadyValue(send);
    assertTrue(walked <= 20 + BUFFERS + INODES / 100 + 2, "walked " + walked);
    assertTrue(sender.buffers().mostInUse() <= BUFFERS);

    out.permits.release(1_000_000);
    assertEquals(send.expectedLength(), await(result).bytes());
    assertTrue(sender.buffers().mostInUse() <= BUFFERS);
  }

  @Test
  void anOutputThatCannotBeWrittenStopsTheSendAndTheCauseIsKept() throws Exception {
    FakeSend send = new FakeSend(100_000, 100, 3);
    IOException cause = new IOException("No space left on device");
    CompletionStage<SendReport> result = sender(2).send(send::stages, new FailingChannel(0, cause));
    assertEquals(cause, assertInstanceOf(OutputException.class, failureOf(result)).getCause());
    assertTrue(steadyValue(send) < 100);
  }

  @Test
  void aCancelledStreamStopsTheWalk() throws Exception {
    FakeSend send = new FakeSend(100_000, 100, 3);
    var running =
        sender(2).source(send::stages).take(10).toMat(Sink.ignore(), Keep.both()).run(KIT.system());
    await(running.second());
    assertInstanceOf(RuntimeException.class, failureOf(running.first()));
    assertTrue(steadyValue(send) < 200);
  }

  @Test
  void aSegmentThatIsRenderedShortIsAnErrorAndNotAHole() {
    FakeSend send =
        new FakeSend(100, 1, 3) {
          @Override
          void render(Segment segment, ByteBuffer buffer) {
            super.render(segment, buffer);
            if (segment.number() == 70) {
              buffer.position(buffer.position() - 1);
            }
          }
        };
    CompletionStage<SendReport> result = sender(2).send(send::stages, nowhere());
    int size = FakeSend.sizeOf(70);
    assertEquals(
        "segment 70 has " + size + " bytes, " + (size - 1) + " were rendered",
        assertInstanceOf(IllegalStateException.class, failureOf(result)).getMessage());
  }

  @Test
  void aBatchThatComesTwiceIsAnError() {
    FakeSend send =
        new FakeSend(100, 1, 3) {
          @Override
          Gathered gather(Batch batch) {
            return new FakeBatch(Math.min(batch.number(), 30), 1);
          }
        };
    CompletionStage<SendReport> result = sender(2).send(send::stages, nowhere());
    assertEquals(
        "number 30 came twice",
        assertInstanceOf(IllegalArgumentException.class, failureOf(result)).getMessage());
  }

  @Test
  void severalSendsAtATimeDoNotDisturbEachOther() throws Exception {
    BtrfsSend sender = sender(2);
    FakeSend send = new FakeSend(100, 100, 3);
    FakeSend other = new FakeSend(120, 50, 2);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream otherOut = new ByteArrayOutputStream();
    var result = sender.send(send::stages, Channels.newChannel(out));
    var otherResult = sender.send(other::stages, Channels.newChannel(otherOut));
    await(result);
    await(otherResult);
    assertArrayEquals(send.expectedStream(), out.toByteArray());
    assertArrayEquals(other.expectedStream(), otherOut.toByteArray());
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

    @Override
    void beforeWrite() {
      permits.acquireUninterruptibly();
    }
  }
}
