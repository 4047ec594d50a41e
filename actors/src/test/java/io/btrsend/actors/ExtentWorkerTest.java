package io.btrsend.actors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import io.btrsend.actors.FakeSend.FakeBatch;
import io.btrsend.actors.FakeSend.FakeSegment;
import io.btrsend.config.Settings;
import io.btrsend.engine.CorruptFilesystemException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class ExtentWorkerTest {
  private static final ActorTestKit KIT =
      ActorTestKit.create(Settings.load(List.of("akka.loglevel=OFF")).config());

  private final TestProbe<WorkQueue.Command> queue = KIT.createTestProbe();
  private final TestProbe<PathResolver.Command> resolver = KIT.createTestProbe();
  private final TestProbe<OrderingSink.Command> sink = KIT.createTestProbe();
  private final BufferPool buffers = new BufferPool(FakeSend.BUFFER_SIZE, 1);

  @AfterAll
  static void stopActors() {
    KIT.shutdownTestKit();
  }

  /** A worker that has asked for its first task. */
  private ActorRef<ExtentWorker.Command> worker(FakeSend send) {
    var worker = KIT.spawn(ExtentWorker.create(send.stages(), buffers, queue.getRef()));
    queue.expectMessage(new WorkQueue.WorkerReady(worker));
    return worker;
  }

  @Test
  void gathersForTheResolverAndAsksForMore() {
    var worker = worker(new FakeSend(1, 1, 1));
    FakeBatch batch = new FakeBatch(0, 7);
    worker.tell(new ExtentWorker.Gather(5, batch, resolver.getRef()));
    resolver.expectMessage(new PathResolver.BatchGathered(5, batch, 7));
    queue.expectMessage(new WorkQueue.WorkerReady(worker));
  }

  @Test
  void rendersForTheSinkAndAsksForMore() {
    var worker = worker(new FakeSend(1, 1, 1));
    worker.tell(new ExtentWorker.Render(9, new FakeSegment(3, 1), sink.getRef()));
    var rendered = sink.expectMessageClass(OrderingSink.SegmentRendered.class);
    assertEquals(9, rendered.number());
    byte[] bytes = new byte[rendered.buffer().bytes().remaining()];
    rendered.buffer().bytes().get(bytes);
    assertArrayEquals(FakeSend.bytesOf(3), bytes);
    queue.expectMessage(new WorkQueue.WorkerReady(worker));
  }

  @Test
  void freesWhatItHoldsWhenItStops() {
    FakeSend send = new FakeSend(1, 1, 1);
    var worker = worker(send);
    assertEquals(1, send.busy.get());
    KIT.stop(worker);
    assertEquals(0, send.busy.get());
  }

  @Test
  void freesWhatItHoldsWhenItFails() {
    FakeSend send =
        new FakeSend(1, 1, 1) {
          @Override
          void render(FakeSegment segment, ByteBuffer buffer) {
            throw new CorruptFilesystemException("bad sector");
          }
        };
    var worker = worker(send);
    worker.tell(new ExtentWorker.Render(0, new FakeSegment(0, 1), sink.getRef()));
    sink.expectTerminated(worker);
    assertEquals(0, send.busy.get());
    queue.expectNoMessage();
  }

  @Test
  void eachWorkerHasStagesOfItsOwn() {
    FakeSend send = new FakeSend(1, 1, 1);
    worker(send);
    worker(send);
    assertEquals(2, send.busy.get());
    assertEquals(0, buffers.inUse());
  }
}
