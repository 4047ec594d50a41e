package io.btrsend.actors;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Adapter;
import akka.japi.Pair;
import akka.stream.Attributes;
import akka.stream.Outlet;
import akka.stream.SourceShape;
import akka.stream.stage.AbstractGraphStageWithMaterializedValue;
import akka.stream.stage.AbstractOutHandler;
import akka.stream.stage.AsyncCallback;
import akka.stream.stage.GraphStageLogic;
import io.btrsend.actors.OrderingSink.ChunksReady;
import io.btrsend.engine.send.SendReport;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import scala.Tuple2;
import scala.runtime.BoxedUnit;

/**
 * Runs one pipeline for each materialization and acts as its output. The buffers in flight bound
 * the chunks that wait here for demand: credit returns only when a chunk has been consumed.
 *
 * <p>The materialized value is the result of the pipeline. The stream ends when the result
 * completes; if the stream ends earlier for any reason, the pipeline is cancelled.
 */
final class SendSource
    extends AbstractGraphStageWithMaterializedValue<
        SourceShape<StreamChunk>, CompletionStage<SendReport>> {

  private final Outlet<StreamChunk> out = Outlet.create("SendSource.out");
  private final SourceShape<StreamChunk> shape = SourceShape.of(out);
  private final ActorSystem<?> system;
  private final SendPipeline.Resources resources;
  private final Supplier<PipelineStages> stages;

  SendSource(
      ActorSystem<?> system, SendPipeline.Resources resources, Supplier<PipelineStages> stages) {
    this.system = system;
    this.resources = resources;
    this.stages = stages;
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

    /**
     * Chunks can arrive out of order: a message from the thread that runs the stage overtakes those
     * of other threads.
     */
    private final ReorderWindow<StreamChunk> ready = new ReorderWindow<>();

    private ActorRef<SendPipeline.Command> pipeline;

    Logic() {
      super(shape);
      setHandler(
          out,
          new AbstractOutHandler() {
            @Override
            public void onPull() {
              deliver();
            }
          });
    }

    @Override
    public void preStart() {
      ActorRef<ChunksReady> self = Adapter.toTyped(getStageActor(this::onMessage).ref());
      SendPipeline.Output output = new SendPipeline.ToActor(self);
      pipeline = SendPipeline.start(system, resources, stages, output, result);
      AsyncCallback<Throwable> ended = createAsyncCallback(this::onEnded);
      var unused = result.whenComplete((report, failure) -> ended.invoke(failure));
    }

    private BoxedUnit onMessage(Tuple2<akka.actor.ActorRef, Object> message) {
      ChunksReady arrived = (ChunksReady) message._2();
      long number = arrived.first();
      for (StreamChunk chunk : arrived.chunks()) {
        ready.put(number, chunk);
        number++;
      }
      deliver();
      return BoxedUnit.UNIT;
    }

    private void deliver() {
      StreamChunk next = isAvailable(out) ? ready.takeNext() : null;
      if (next != null) {
        push(out, next);
      }
    }

    private void onEnded(Throwable failure) {
      if (failure == null) {
        completeStage();
      } else {
        failStage(failure);
      }
    }

    @Override
    public void postStop() {
      if (pipeline != null && !result.isDone()) {
        pipeline.tell(SendPipeline.Cancel.INSTANCE);
      }
    }
  }
}
