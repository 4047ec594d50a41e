package io.btrsend.engine.extent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CloneWalkTest {
  private static final long[] CLONE_ROOTS = {256, 257};

  private final BackrefCache cache = new BackrefCache();
  private final List<String> visits = new ArrayList<>();

  /** Elements in this test are told apart by their inode. */
  private boolean walk(BackrefPlan plan, String stopAt) {
    return CloneWalk.walk(
        plan,
        cache,
        CLONE_ROOTS,
        (inode, offset, length, root) -> {
          String visit = inode + "@" + root;
          visits.add(visit);
          return visit.equals(stopAt);
        });
  }

  /** A plan of one leaf at the given address and one element. */
  private static BackrefPlan single(long leaf, long inode, long... roots) {
    BackrefPlanBuilder builder = new BackrefPlanBuilder();
    builder.indirectReference();
    builder.element(leaf, inode, 0, 4096);
    return builder.build(address -> roots);
  }

  @Test
  void withNoCandidatesNothingIsVisited() {
    assertFalse(walk(BackrefPlan.NONE, null));
    assertEquals(List.of(), visits);
  }

  @Test
  void anElementIsVisitedForEveryRootOfItsLeafEvenForOnesThatAreNoCloneRoots() {
    walk(single(1000, 1, 300, 256), null);
    assertEquals(List.of("1@300", "1@256"), visits);
  }

  @Test
  void offsetAndLengthAreThoseOfTheElement() {
    BackrefPlanBuilder builder = new BackrefPlanBuilder();
    builder.indirectReference();
    builder.element(1000, 1, 8192, 12288);
    BackrefPlan plan = builder.build(address -> new long[] {256});
    List<Long> seen = new ArrayList<>();
    CloneWalk.walk(
        plan, cache, CLONE_ROOTS, (i, offset, length, r) -> seen.add(offset) && !seen.add(length));
    assertEquals(List.of(8192L, 12288L), seen);
  }

  @Test
  void rootsComeBeforeElements() {
    BackrefPlanBuilder builder = new BackrefPlanBuilder();
    builder.indirectReference();
    builder.element(1000, 1, 0, 4096);
    builder.element(1000, 2, 0, 4096);
    walk(builder.build(address -> new long[] {257, 256}), null);
    assertEquals(List.of("1@257", "2@257", "1@256", "2@256"), visits);
  }

  @Test
  void leavesOfOneReferenceAreWalkedFromTheHighestAddress() {
    BackrefPlanBuilder builder = new BackrefPlanBuilder();
    builder.indirectReference();
    builder.element(1000, 1, 0, 4096);
    builder.element(3000, 2, 0, 4096);
    builder.element(2000, 3, 0, 4096);
    walk(builder.build(address -> new long[] {256}), null);
    assertEquals(List.of("2@256", "3@256", "1@256"), visits);
  }

  @Test
  void aLeafKeepsThePlaceOfItsFirstReference() {
    BackrefPlanBuilder builder = new BackrefPlanBuilder();
    builder.indirectReference();
    builder.element(1000, 1, 0, 4096);
    builder.indirectReference();
    builder.element(1000, 2, 0, 4096);
    builder.element(2000, 3, 0, 4096);
    walk(builder.build(address -> new long[] {256}), null);
    assertEquals(List.of("1@256", "2@256", "3@256"), visits);
  }

  @Test
  void elementsOfADirectLeafAreVisitedLastFoundFirst() {
    BackrefPlanBuilder builder = new BackrefPlanBuilder();
    builder.directReference(1000);
    builder.element(1000, 1, 0, 4096);
    builder.element(1000, 2, 0, 4096);
    walk(builder.build(address -> new long[] {256}), null);
    assertEquals(List.of("2@256", "1@256"), visits);
  }

  @Test
  void elementsInACachedLeafAreVisitedEarlyAsTheyAreFoundAndAgainInOrder() {
    walk(single(1000, 9, 256), null);
    visits.clear();
    BackrefPlanBuilder builder = new BackrefPlanBuilder();
    builder.indirectReference();
    builder.element(2000, 3, 0, 4096);
    builder.directReference(1000);
    builder.element(1000, 1, 0, 4096);
    builder.element(1000, 2, 0, 4096);
    walk(builder.build(address -> new long[] {256}), null);
    assertEquals(List.of("1@256", "2@256", "3@256", "2@256", "1@256"), visits);
  }

  @Test
  void aCachedLeafGivesOnlyTheCloneRootsAmongItsRoots() {
    walk(single(1000, 9, 300, 257, 256), null);
    visits.clear();
    walk(single(1000, 1, 300, 257, 256), null);
    assertEquals(List.of("1@257", "1@256", "1@257", "1@256"), visits);
  }

  @Test
  void aLeafWithoutCloneRootsIsCachedAsEmpty() {
    walk(single(1000, 9, 300), null);
    visits.clear();
    walk(single(1000, 1, 300), null);
    assertEquals(List.of(), visits);
  }

  @Test
  void theWalkEndsWhereTheVisitorStopsIt() {
    assertTrue(walk(single(1000, 1, 257, 256), "1@257"));
    assertEquals(List.of("1@257"), visits);
  }

  @Test
  void anEarlyVisitCanStopTheWalk() {
    walk(single(1000, 9, 256), null);
    visits.clear();
    assertTrue(walk(single(1000, 1, 256), "1@256"));
    assertEquals(List.of("1@256"), visits);
  }

  @Test
  void leavesAfterTheStopAreNotCached() {
    BackrefPlanBuilder builder = new BackrefPlanBuilder();
    builder.indirectReference();
    builder.element(2000, 1, 0, 4096);
    builder.element(1000, 2, 0, 4096);
    walk(builder.build(address -> new long[] {256}), "1@256");
    visits.clear();
    walk(single(1000, 2, 256), null);
    assertEquals(List.of("2@256"), visits);
  }

  @Test
  void aDirectLeafWithoutElementsIsCachedToo() {
    BackrefPlanBuilder builder = new BackrefPlanBuilder();
    builder.directReference(1000);
    walk(builder.build(address -> new long[] {256}), null);
    walk(single(1000, 1, 256), null);
    assertEquals(List.of("1@256", "1@256"), visits);
  }
}
