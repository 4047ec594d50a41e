package io.btrsend.actors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import akka.actor.testkit.typed.javadsl.BehaviorTestKit;
import akka.actor.testkit.typed.javadsl.TestInbox;
import io.btrsend.actors.FakeSend.FakeBatch;
import io.btrsend.engine.CorruptFilesystemException;
import io.btrsend.engine.send.SendReport;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PathResolverTest {
  private static final int INODES = 1000;
  private static final int BATCH = 200;

  /** What one segment of a {@link FakeSend} costs. */
  private static final long SEGMENT = FakeSend.BUFFER_SIZE;

  private final TestInbox<TreeWalker.Command> walker = TestInbox.create();
  private final TestInbox<WorkQueue.Command> workers = TestInbox.create();
  private final TestInbox<OrderingSink.Command> sink = TestInbox.create();

  private BehaviorTestKit<PathResolver.Command> resolver(
      PipelineStages.Resolve resolve, long commandBytes) {
    return BehaviorTestKit.create(
        PathResolver.create(
            resolve,
            new PipelineLimits(2, 0, 4, commandBytes, INODES),
            walker.getRef(),
            workers.getRef(),
            sink.getRef()));
  }

  private static PipelineStages.Resolve send(long batches, int segmentsPerBatch) {
    return new FakeSend(batches, BATCH, segmentsPerBatch).resolve();
  }

  private static PathResolver.BatchGathered batch(long number) {
    return new PathResolver.BatchGathered(number, new FakeBatch(number, BATCH), BATCH);
  }

  private List<Long> submitted() {
    return workers.getAllReceived().stream()
        .map(message -> ((WorkQueue.SubmitSegment) message).number())
        .toList();
  }

  private static List<Long> numbers(long from, long to) {
    return LongStream.range(from, to).boxed().toList();
  }

  private long granted() {
    return walker.getAllReceived().stream()
        .mapToLong(message -> ((TreeWalker.GrantInodes) message).inodes())
        .sum();
  }

  @Test
  void grantsTheWalkerItsInodesAtTheStart() {
    resolver(send(1, 1), SEGMENT);
    assertEquals(INODES, granted());
  }

  @Test
  void decidesAboutBatchesInTheOrderOfTheWalk() {
    var resolver = resolver(send(3, 1), 100 * SEGMENT);
    resolver.run(batch(2));
    resolver.run(batch(1));
    assertEquals(List.of(), submitted());
    resolver.run(batch(0));
    assertEquals(numbers(0, 3), submitted());
  }

  @Test
  void decidesNoFurtherAheadOfRenderingThanItMay() {
    var resolver = resolver(send(1, 100), 5 * SEGMENT);
    resolver.run(batch(0));
    assertEquals(numbers(0, 5), submitted());
    resolver.run(new PathResolver.SegmentsTaken(2 * SEGMENT));
    assertEquals(numbers(5, 7), submitted());
  }

  @Test
  void creditsTheWalkerAQuarterAtATime() {
    var resolver = resolver(send(5, 0), SEGMENT);
    granted();
    resolver.run(batch(0));
    assertEquals(0, granted());
    resolver.run(batch(1));
    assertEquals(2 * BATCH, granted());
  }

  @Test
  void tellsTheSinkHowMuchThereIsWhenTheLastSegmentIsSubmitted() {
    FakeSend send = new FakeSend(2, BATCH, 1);
    var resolver = resolver(send.resolve(), 100 * SEGMENT);
    resolver.run(batch(0));
    resolver.run(new PathResolver.WalkEnded(2));
    assertEquals(List.of(), sink.getAllReceived());
    resolver.run(batch(1));
    assertEquals(numbers(0, 3), submitted());
    SendReport report = FakeSend.report(send.expectedLength(), 6);
    assertEquals(List.of(new OrderingSink.SegmentsEnded(3, report)), sink.getAllReceived());
  }

  @Test
  void theEndWaitsForCreditToo() {
    var resolver = resolver(send(0, 0), 1);
    resolver.run(new PathResolver.WalkEnded(0));
    assertEquals(numbers(0, 1), submitted());
    assertEquals(List.of(), sink.getAllReceived());
    resolver.run(new PathResolver.SegmentsTaken(SEGMENT));
    assertEquals(1, sink.getAllReceived().size());
  }

  @Test
  void aBatchThatComesTwiceIsAnError() {
    var resolver = resolver(send(3, 1), SEGMENT);
    resolver.run(batch(1));
    assertThrows(IllegalArgumentException.class, () -> resolver.run(batch(1)));
  }

  @Test
  void aDecisionThatFailsFailsTheResolver() {
    CorruptFilesystemException cause = new CorruptFilesystemException("bad item");
    PipelineStages.Resolve failing =
        new FakeSend(1, 1, 1).new StrictResolve() {
          @Override
          public void accept(PipelineStages.Gathered batch) {
            throw cause;
          }
        };
    var resolver = resolver(failing, SEGMENT);
    assertSame(cause, assertThrows(CorruptFilesystemException.class, () -> resolver.run(batch(0))));
  }
}
