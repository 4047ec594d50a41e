package io.btrsend.actors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import akka.actor.testkit.typed.javadsl.BehaviorTestKit;
import akka.actor.testkit.typed.javadsl.TestInbox;
import io.btrsend.actors.OrderingSink.ChunksReady;
import io.btrsend.engine.send.SendReport;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OrderingSinkTest {
  private static final int BUFFERS = 4;
  private static final SendReport REPORT = FakeSend.report(100, 10);

  private final TestInbox<WorkQueue.Command> workers = TestInbox.create();
  private final TestInbox<ChunksReady> output = TestInbox.create();
  private final TestInbox<SendPipeline.Command> pipeline = TestInbox.create();
  private final BufferPool pool = new BufferPool(1, BUFFERS);
  private final BehaviorTestKit<OrderingSink.Command> sink =
      BehaviorTestKit.create(
          OrderingSink.create(BUFFERS, workers.getRef(), output.getRef(), pipeline.getRef()));

  private void render(int number) {
    PooledBuffer buffer = pool.acquire();
    buffer.bytes().put((byte) number).flip();
    sink.run(new OrderingSink.SegmentRendered(number, buffer));
  }

  /** What the output has been told and not consumed: copies, which is how it consumes. */
  private List<Integer> consumeAll() {
    List<Integer> numbers = new ArrayList<>();
    for (ChunksReady ready : output.getAllReceived()) {
      assertEquals(ready.first(), (long) numbers.size() + consumed);
      ready.chunks().forEach(chunk -> numbers.add((int) chunk.toByteString().head()));
    }
    consumed += numbers.size();
    while (sink.selfInbox().hasMessages()) {
      sink.runOne();
    }
    return numbers;
  }

  private long consumed;

  private int granted() {
    return workers.getAllReceived().stream()
        .mapToInt(message -> ((WorkQueue.GrantBuffers) message).buffers())
        .sum();
  }

  @Test
  void grantsABufferForEachThatMayBeInFlight() {
    assertEquals(BUFFERS, granted());
  }

  @Test
  void handsSegmentsToTheOutputInOrder() {
    render(2);
    render(1);
    assertFalse(output.hasMessages());
    render(0);
    assertEquals(List.of(0, 1, 2), consumeAll());
    render(3);
    assertFalse(output.hasMessages(), "half of the buffers go to the output together");
    render(4);
    assertEquals(List.of(3, 4), consumeAll());
  }

  @Test
  void handsOverWhatIsLeftAtTheEnd() {
    sink.run(new OrderingSink.SegmentsEnded(3, REPORT));
    render(0);
    render(1);
    assertEquals(List.of(0, 1), consumeAll());
    render(2);
    assertEquals(List.of(2), consumeAll());
  }

  @Test
  void oneBufferIsHandedOverAtOnce() {
    BehaviorTestKit<OrderingSink.Command> narrow =
        BehaviorTestKit.create(
            OrderingSink.create(1, workers.getRef(), output.getRef(), pipeline.getRef()));
    narrow.run(new OrderingSink.SegmentRendered(0, pool.acquire()));
    assertEquals(1, output.receiveMessage().chunks().size());
  }

  @Test
  void grantsAnotherBufferForEachThatTheOutputHasConsumedAndNoSooner() {
    granted();
    render(0);
    render(1);
    assertEquals(0, granted());
    consumeAll();
    assertEquals(2, granted());
    assertEquals(0, pool.inUse());
  }

  @Test
  void isDoneWhenTheOutputHasConsumedTheLastSegment() {
    sink.run(new OrderingSink.SegmentsEnded(2, REPORT));
    render(0);
    consumeAll();
    render(1);
    assertFalse(pipeline.hasMessages());
    consumeAll();
    assertEquals(List.of(new SendPipeline.OutputComplete(REPORT)), pipeline.getAllReceived());
  }

  @Test
  void isDoneToldOfTheEndAfterTheLastSegmentToo() {
    render(0);
    render(1);
    consumeAll();
    sink.run(new OrderingSink.SegmentsEnded(2, REPORT));
    assertEquals(List.of(new SendPipeline.OutputComplete(REPORT)), pipeline.getAllReceived());
  }

  @Test
  void aSegmentThatComesTwiceIsAnError() {
    render(1);
    assertThrows(IllegalArgumentException.class, () -> render(1));
  }
}
