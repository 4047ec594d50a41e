package io.btrsend.actors;

import akka.actor.Terminated;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Adapter;
import akka.japi.Pair;
import akka.stream.Attributes;
import akka.stream.Outlet;
import akka.stream.SourceShape;
import akka.stream.stage.AbstractGraphStageWithMaterializedValue;
import akka.stream.stage.AbstractOutHandler;
import akka.stream.stage.GraphStageLogic;
import io.btrsend.engine.send.SendReport;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import scala.Tuple2;
import scala.runtime.BoxedUnit;

/**
 * Runs one pipeline for each materialization, and is its output. What waits here for demand is
 * bounded by the buffers in flight: credit returns only when a chunk has been consumed.
 *
 * <p>The materialized value completes when the last chunk has been consumed; fails with the cause
 * if the pipeline or the stream after this stage does.
 */
final class SendSource
    extends AbstractGraphStageWithMaterializedValue<
        SourceShape<StreamChunk>, CompletionStage<SendReport>> {

  private final Outlet<StreamChunk> out = Outlet.create("SendSource.out");
  private final SourceShape<StreamChunk> shape = SourceShape.of(out);
  private final ActorSystem<?> system;
  private final SendPipeline.Opening opening;

  SendSource(ActorSystem<?> system, SendPipeline.Opening opening) {
    this.system = system;
    this.opening = opening;
  }

  @Override
  public SourceShape<StreamChunk> shape() {
    return shape;
  }

  @Override
  public Pair<GraphStageLogic, CompletionStage<SendReport>> createLogicAndMaterializedValuePair(
      Attributes attributes) {
    Logic logic = new Logic();
    return Pair.create(logic, logic.result);
  }

  private final class Logic extends GraphStageLogic {
    private final CompletableFuture<SendReport> result = new CompletableFuture<>();
    private final Queue<StreamChunk> ready = new ArrayDeque<>();
    private ActorRef<SendPipeline.Command> pipeline;
    private SendReport report;

    Logic() {
      super(shape);
      setHandler(
          out,
          new AbstractOutHandler() {
            @Override
            public void onPull() {
              deliver();
            }

            @Override
            public void onDownstreamFinish(Throwable cause) {
              result.completeExceptionally(cause);
              cancelStage(cause);
            }
          });
    }

    @Override
    public void preStart() {
      try {
        start();
      } catch (RuntimeException e) {
        fail(e);
      }
    }

    private void start() {
      GraphStageLogic.StageActor self = getStageActor(this::onMessage);
      pipeline =
          system.systemActorOf(
              opening.open(Adapter.toTyped(self.ref())), SendPipeline.nextName(), Props.empty());
      self.watch(Adapter.toClassic(pipeline));
    }

    private BoxedUnit onMessage(Tuple2<akka.actor.ActorRef, Object> message) {
      if (message._2() instanceof SendPipeline.ChunksReady arrived) {
        ready.addAll(arrived.chunks());
        deliver();
      } else if (message._2() instanceof SendPipeline.Completed completed) {
        report = completed.report();
        deliver();
      } else if (message._2() instanceof SendPipeline.Failed failed) {
        fail(failed.cause());
      } else if (message._2() instanceof Terminated) {
        fail(new IllegalStateException("the send was stopped from outside"));
      }
      return BoxedUnit.UNIT;
    }

    private void deliver() {
      if (!ready.isEmpty()) {
        if (isAvailable(out)) {
          push(out, ready.remove());
        }
      } else if (report != null) {
        result.complete(report);
        completeStage();
      }
    }

    private void fail(Throwable cause) {
      result.completeExceptionally(cause);
      failStage(cause);
    }

    @Override
    public void postStop() {
      if (pipeline != null) {
        pipeline.tell(SendPipeline.Stop.INSTANCE);
      }
      result.completeExceptionally(
          new IllegalStateException("the actor system was stopped during a send"));
    }
  }
}
