package io.btrsend.actors;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Sink;
import io.btrsend.actors.PipelineStages.Batch;
import io.btrsend.actors.PipelineStages.Gathered;
import io.btrsend.actors.PipelineStages.Segment;
import io.btrsend.config.Settings;
import io.btrsend.engine.CorruptFilesystemException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Wherever a stage fails, the send fails once and with that cause. */
class PipelineFailureTest {
  private static final ActorTestKit KIT =
      ActorTestKit.create(Settings.load(List.of("parallelism=4")).config());
  private final CorruptFilesystemException cause = new CorruptFilesystemException("bad block");
  private static final PipelineLimits LIMITS = new PipelineLimits(4, 8, 1024);

  /** Where a stage can fail. */
  enum Place {
    WALK,
    GATHER,
    RESOLVE,
    RENDER
  }

  @AfterAll
  static void stopActors() {
    KIT.shutdownTestKit();
  }

  private static BtrfsSend sender() {
    return new BtrfsSend(KIT.system(), LIMITS, FakeSend.BUFFER_SIZE);
  }

  private static Throwable failureOf(CompletionStage<?> stage) {
    return assertThrows(
            ExecutionException.class, () -> stage.toCompletableFuture().get(20, TimeUnit.SECONDS))
        .getCause();
  }

  @ParameterizedTest
  @EnumSource(Place.class)
  void aFailureOfAnyStageIsTheFailureOfTheSend(Place place) {
    FakeSend send = failingAt(place);
    assertSame(
        cause,
        failureOf(sender().send(send::stages, Channels.newChannel(new ByteArrayOutputStream()))));
  }

  @ParameterizedTest
  @EnumSource(Place.class)
  void theFirstCauseIsToldOnceAndAllStagesAreStopped(Place place) {
    var output = KIT.<SendPipeline.Event>createTestProbe();
    var pipeline =
        KIT.spawn(
            SendPipeline.create(
                failingAt(place).stages(),
                new PipelineLimits(4, 1_000, 1024),
                new BufferPool(FakeSend.BUFFER_SIZE, 4),
                output.getRef()));
    SendPipeline.Event event = output.receiveMessage();
    while (event instanceof SendPipeline.ChunksReady) {
      event = output.receiveMessage();
    }
    assertSame(cause, assertInstanceOf(SendPipeline.Failed.class, event).cause());
    output.expectTerminated(pipeline, Duration.ofSeconds(5));
    output.expectNoMessage(Duration.ofMillis(100));
  }

  @Test
  void theStreamOfALibraryUserFailsWithTheCause() {
    var running =
        sender()
            .source(failingAt(Place.RENDER)::stages)
            .toMat(Sink.ignore(), Keep.both())
            .run(KIT.system());
    assertSame(cause, failureOf(running.first()));
    assertSame(cause, failureOf(running.second()));
  }

  @Test
  void aSendThatCannotBeOpenedFailsTheSameWay() {
    CompletionStage<?> result =
        sender()
            .send(
                () -> {
                  throw cause;
                },
                Channels.newChannel(new ByteArrayOutputStream()));
    assertSame(cause, failureOf(result));
  }

  @Test
  void anErrorOfTheMachineEndsTheSendAndNotTheActorSystem() {
    StackOverflowError error = new StackOverflowError();
    FakeSend send =
        new FakeSend(100, 100, 3) {
          @Override
          void render(Segment segment, ByteBuffer buffer) {
            throw error;
          }
        };
    Throwable failure =
        failureOf(sender().send(send::stages, Channels.newChannel(new ByteArrayOutputStream())));
    assertSame(error, assertInstanceOf(StageException.class, failure).getCause());
    assertFalse(KIT.system().whenTerminated().isCompleted());
  }

  private FakeSend failingAt(Place place) {
    return new FakeSend(1_000, 100, 3) {
      @Override
      Batch walk() {
        failIf(place == Place.WALK && batchesWalked.get() == 50);
        return super.walk();
      }

      @Override
      Gathered gather(Batch batch) {
        failIf(place == Place.GATHER && batch.number() >= 50);
        return super.gather(batch);
      }

      @Override
      PipelineStages.Resolve resolve() {
        return new StrictResolve() {
          @Override
          public void accept(Gathered batch) {
            failIf(place == Place.RESOLVE && batch.number() == 50);
            super.accept(batch);
          }
        };
      }

      @Override
      void render(Segment segment, ByteBuffer buffer) {
        failIf(place == Place.RENDER && segment.number() >= 50);
        super.render(segment, buffer);
      }

      private void failIf(boolean due) {
        if (due) {
          throw cause;
        }
      }
    };
  }
}
