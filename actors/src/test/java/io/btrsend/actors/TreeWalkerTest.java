package io.btrsend.actors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import akka.actor.testkit.typed.javadsl.BehaviorTestKit;
import akka.actor.testkit.typed.javadsl.TestInbox;
import io.btrsend.engine.CorruptFilesystemException;
import java.util.List;
import org.junit.jupiter.api.Test;

class TreeWalkerTest {
  private final TestInbox<WorkQueue.Command> workers = TestInbox.create();
  private final TestInbox<PathResolver.Command> resolver = TestInbox.create();

  private BehaviorTestKit<TreeWalker.Command> walker(PipelineStages.Walk walk) {
    return BehaviorTestKit.create(TreeWalker.create(walk, workers.getRef()));
  }

  /** Grants the credit, and lets the walker do what it tells itself. */
  private void grant(BehaviorTestKit<TreeWalker.Command> walker, long inodes) {
    walker.run(new TreeWalker.GrantInodes(inodes, resolver.getRef()));
    while (walker.selfInbox().hasMessages()) {
      walker.runOne();
    }
  }

  private List<Long> submitted() {
    return workers.getAllReceived().stream()
        .map(message -> ((WorkQueue.SubmitBatch) message).number())
        .toList();
  }

  @Test
  void doesNothingWithoutCredit() {
    FakeSend send = new FakeSend(10, 200, 1);
    walker(send::walk);
    assertEquals(0, send.batchesWalked.get());
  }

  @Test
  void walksUntilItsCreditIsUsedUpAndGoesOnWithMore() {
    var walker = walker(new FakeSend(10, 200, 1)::walk);
    grant(walker, 500);
    assertEquals(List.of(0L, 1L, 2L), submitted());
    grant(walker, 100);
    assertEquals(List.of(), submitted(), "it owes 100 since the third batch");
    grant(walker, 1);
    assertEquals(List.of(3L), submitted());
    assertFalse(resolver.hasMessages());
  }

  @Test
  void aBatchOfFewInodesCostsAsMuchAsOneOfSome() {
    var walker = walker(new FakeSend(1000, 1, 1)::walk);
    grant(walker, 10L * TreeWalker.cost(1));
    assertEquals(10, submitted().size());
  }

  @Test
  void tellsOnceHowManyBatchesThereWere() {
    var walker = walker(new FakeSend(3, 200, 1)::walk);
    grant(walker, 10_000);
    grant(walker, 10_000);
    assertEquals(List.of(new PathResolver.WalkEnded(3)), resolver.getAllReceived());
    assertEquals(List.of(0L, 1L, 2L), submitted());
  }

  @Test
  void answersOfTheWorkersAreForTheResolver() {
    grant(walker(new FakeSend(1, 200, 1)::walk), 1);
    var submit = (WorkQueue.SubmitBatch) workers.receiveMessage();
    assertEquals(resolver.getRef(), submit.replyTo());
  }

  @Test
  void aWalkThatFailsFailsTheWalker() {
    CorruptFilesystemException cause = new CorruptFilesystemException("bad block");
    var walker =
        walker(
            () -> {
              throw cause;
            });
    assertSame(cause, assertThrows(CorruptFilesystemException.class, () -> grant(walker, 1)));
  }
}
