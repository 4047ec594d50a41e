package io.btrsend.actors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Sink;
import io.btrsend.actors.PipelineStages.Batch;
import io.btrsend.actors.PipelineStages.Gathered;
import io.btrsend.config.Settings;
import io.btrsend.engine.CorruptFilesystemException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Wherever a stage fails, the send fails once and with that cause. */
class PipelineFailureTest {
  private static final ActorTestKit KIT =
      ActorTestKit.create(Settings.load(List.of("parallelism=4")).config());
  private final CorruptFilesystemException cause = new CorruptFilesystemException("bad block");
  private static final PipelineLimits LIMITS = new PipelineLimits(4, 0, 8, 1 << 20, 1024);

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

  private static CompletionStage<?> send(FakeSend send) {
    return sender().send(send::stages, nowhere()).result();
  }

  private static WritableByteChannel nowhere() {
    return Channels.newChannel(new ByteArrayOutputStream());
  }

  private static Throwable failureOf(CompletionStage<?> stage) {
    return assertThrows(
            ExecutionException.class, () -> stage.toCompletableFuture().get(20, TimeUnit.SECONDS))
        .getCause();
  }

  @ParameterizedTest
  @EnumSource(Place.class)
  void aFailureOfAnyStageIsTheFailureOfTheSend(Place place) {
    assertSame(cause, failureOf(send(failingAt(place))));
  }

  @ParameterizedTest
  @EnumSource(Place.class)
  void whenTheFailureIsToldAllStagesHaveStopped(Place place) {
    FakeSend send = failingAt(place);
    failureOf(send(send));
    assertEquals(0, send.busy.get());
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
    Supplier<PipelineStages> closed =
        () -> {
          throw cause;
        };
    assertSame(cause, failureOf(sender().send(closed, nowhere()).result()));
    var running = sender().source(closed).toMat(Sink.ignore(), Keep.both()).run(KIT.system());
    assertSame(cause, failureOf(running.first()));
    assertSame(cause, failureOf(running.second()));
  }

  @Test
  void anErrorOfTheMachineEndsTheSendAndNotTheActorSystem() {
    StackOverflowError error = new StackOverflowError();
    FakeSend send =
        new FakeSend(100, 100, 3) {
          @Override
          void render(FakeSegment segment, ByteBuffer buffer) {
            throw error;
          }
        };
    Throwable failure = failureOf(send(send));
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
      Gathered gather(FakeBatch batch) {
        failIf(place == Place.GATHER && batch.number() >= 50);
        return super.gather(batch);
      }

      @Override
      PipelineStages.Resolve resolve() {
        return new StrictResolve() {
          @Override
          public void accept(Gathered batch) {
            failIf(place == Place.RESOLVE && ((FakeBatch) batch).number() == 50);
            super.accept(batch);
          }
        };
      }

      @Override
      void render(FakeSegment segment, ByteBuffer buffer) {
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
