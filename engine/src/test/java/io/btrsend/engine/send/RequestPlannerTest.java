package io.btrsend.engine.send;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.engine.SendException;
import io.btrsend.engine.SendException.Reason;
import io.btrsend.engine.filesystem.SubvolumeInfo;
import io.btrsend.engine.tree.TreeRoot;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The cases are those that the reference tool was seen to decide this way. */
class RequestPlannerTest {
  private static final UUID NONE = new UUID(0, 0);

  /** A writable subvolume, its snapshots in the order of time, and a snapshot of a snapshot. */
  private final SubvolumeInfo origin = subvolume(256, NONE, 10, false);

  private final SubvolumeInfo first = subvolume(257, origin.uuid(), 7, true);
  private final SubvolumeInfo second = subvolume(258, origin.uuid(), 8, true);
  private final SubvolumeInfo third = subvolume(259, origin.uuid(), 9, true);
  private final SubvolumeInfo unrelated = subvolume(262, new UUID(9, 9), 11, true);
  private final SubvolumeInfo ofSecond = subvolume(263, second.uuid(), 12, true);
  private final List<SubvolumeInfo> all =
      List.of(origin, first, second, third, unrelated, ofSecond);

  private static SubvolumeInfo subvolume(long id, UUID parent, long ctransid, boolean readOnly) {
    return new SubvolumeInfo(
        id,
        new TreeRoot(id, 0, 0, 0),
        new UUID(1, id),
        parent,
        NONE,
        ctransid,
        ctransid,
        ctransid,
        0,
        0,
        readOnly,
        false,
        5,
        256,
        new byte[] {'s'});
  }

  private Optional<SubvolumeInfo> byUuid(UUID uuid) {
    return all.stream().filter(info -> info.uuid().equals(uuid)).findFirst();
  }

  private List<SendRequest> plan(SendSelection selection) {
    return new RequestPlanner(this::byUuid, info -> Long.toString(info.id())).plan(selection);
  }

  private List<SendRequest> plan(
      SubvolumeInfo parent, List<SubvolumeInfo> cloneSources, SubvolumeInfo... subvolumes) {
    return plan(
        new SendSelection(
            List.of(subvolumes),
            parent,
            cloneSources,
            false,
            OptionalInt.empty(),
            false,
            false,
            false));
  }

  private SendOptions options(OptionalInt protocol, boolean compressed) {
    return plan(new SendSelection(
            List.of(first), null, List.of(), false, protocol, compressed, false, false))
        .get(0)
        .options();
  }

  private SendException refusal(
      SubvolumeInfo parent, List<SubvolumeInfo> cloneSources, SubvolumeInfo subvolume) {
    return assertThrows(SendException.class, () -> plan(parent, cloneSources, subvolume));
  }

  @Test
  void severalFullSendsKnowNothingOfEachOther() {
    for (SendRequest request : plan(null, List.of(), first, second)) {
      assertNull(request.parent());
      assertEquals(List.of(), request.cloneSources());
      assertEquals(SendOptions.DEFAULT, request.options());
    }
  }

  @Test
  void theParentIsACloneSourceOfEverySubvolume() {
    for (SendRequest request : plan(first, List.of(), second, third)) {
      assertSame(first, request.parent());
      assertEquals(List.of(first), request.cloneSources());
    }
  }

  @Test
  void aParentThatIsNamedAsCloneSourceTooCountsTwice() {
    assertEquals(List.of(first, first), plan(first, List.of(first), second).get(0).cloneSources());
  }

  @Test
  void theOriginIsTheParentIfItIsACloneSource() {
    assertSame(second, plan(null, List.of(first, second), ofSecond).get(0).parent());
  }

  @Test
  void otherwiseTheSiblingNearestToTheOriginInTimeIsTheParent() {
    assertSame(third, plan(null, List.of(first, third), second).get(0).parent());
  }

  @Test
  void whatWasSentIsACloneSourceAndMayBeTheParentOfTheNext() {
    List<SendRequest> requests = plan(null, List.of(first), second, third);
    assertSame(first, requests.get(0).parent());
    assertEquals(List.of(first), requests.get(0).cloneSources());
    assertSame(second, requests.get(1).parent());
    assertEquals(List.of(first, second), requests.get(1).cloneSources());
  }

  @Test
  void theSubvolumeItselfMayBeTheParent() {
    assertSame(second, plan(null, List.of(second), second).get(0).parent());
  }

  @Test
  void withoutARelativeAmongTheCloneSourcesThereIsNoParent() {
    assertEquals(Reason.INVALID, refusal(null, List.of(unrelated), second).reason());
    assertEquals(Reason.INVALID, refusal(null, List.of(first), ofSecond).reason());
  }

  @Test
  void withoutTheOriginThereIsNoParent() {
    SendException refusal = refusal(null, List.of(first), unrelated);
    assertEquals(Reason.INVALID, refusal.reason());
    assertTrue(refusal.getMessage().endsWith("; name it with -p"), refusal.getMessage());
  }

  @Test
  void everythingInvolvedMustBeReadOnly() {
    assertEquals(
        "subvolume 256 is not read-only: send a read-only snapshot of it"
            + " (btrfs subvolume snapshot -r SUBVOLUME SNAPSHOT), make it read-only"
            + " (btrfs property set -ts SUBVOLUME ro true), or send it as it is with"
            + " --allow-writable",
        refusal(null, List.of(), origin).getMessage());
    String remedy = ": name the read-only snapshot of it that the receiver has";
    assertEquals(
        "parent 256 is not read-only" + remedy, refusal(origin, List.of(), first).getMessage());
    SendException cloneSource = refusal(null, List.of(origin), first);
    assertEquals("clone source 256 is not read-only" + remedy, cloneSource.getMessage());
    assertEquals(Reason.NOT_READ_ONLY, cloneSource.reason());
  }

  @Test
  void whatIsSentMayBeWritableIfThatIsAllowed() {
    SendSelection selection =
        new SendSelection(
            List.of(origin), first, List.of(), false, OptionalInt.empty(), false, false, true);
    SendRequest request = plan(selection).get(0);
    assertEquals(origin, request.subvolume());
    assertTrue(request.options().allowWritable());
  }

  @Test
  void joinedStreamsHaveOneHeaderAndOneEnd() {
    List<SendRequest> requests =
        plan(
            new SendSelection(
                List.of(first, second, third),
                null,
                List.of(),
                true,
                OptionalInt.empty(),
                false,
                false,
                false));
    assertFalse(requests.get(0).options().omitHeader());
    assertTrue(requests.get(0).options().omitEnd());
    assertTrue(requests.get(1).options().omitHeader());
    assertTrue(requests.get(1).options().omitEnd());
    assertTrue(requests.get(2).options().omitHeader());
    assertFalse(requests.get(2).options().omitEnd());
  }

  @Test
  void theProtocolIsOneUnlessCompressedDataIsAskedFor() {
    assertEquals(1, options(OptionalInt.empty(), false).version());
    assertEquals(2, options(OptionalInt.empty(), true).version());
    assertEquals(2, options(OptionalInt.of(0), false).version());
  }

  @Test
  void compressedDataInProtocolOneIsRefused() {
    assertThrows(SendException.class, () -> options(OptionalInt.of(1), true));
  }

  @Test
  void aProtocolThatDoesNotExistIsRefused() {
    assertThrows(SendException.class, () -> options(OptionalInt.of(3), false));
    assertThrows(SendException.class, () -> options(OptionalInt.of(-1), false));
  }
}
