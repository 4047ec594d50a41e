package io.btrsend.jobs.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.btrsend.engine.SendException;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.FilesystemOptions;
import io.btrsend.engine.filesystem.SubvolumeInfo;
import io.btrsend.engine.send.RequestPlanner;
import io.btrsend.engine.send.SendOptions;
import io.btrsend.engine.send.SendSession;
import io.btrsend.engine.send.SequentialSend;
import io.btrsend.engine.testing.Fixture;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class SmallestStreamTest {
  private final List<String> details = new ArrayList<>();

  @TestFactory
  Stream<DynamicTest> noOtherParentMakesASmallerStream() {
    return Fixture.all().stream()
        .filter(fixture -> fixture.streams().stream().anyMatch(s -> s.parent().isPresent()))
        .limit(40)
        .map(fixture -> dynamicTest(fixture.name(), () -> compareWithAll(fixture)));
  }

  private void compareWithAll(Fixture fixture) throws IOException {
    try (Filesystem filesystem = Filesystem.open(fixture.images(), FilesystemOptions.defaults())) {
      List<SubvolumeInfo> snapshots = new ArrayList<>();
      for (SubvolumeInfo info : filesystem.subvolumes().list()) {
        if (info.readOnly() && !info.dead() && snapshots.size() < 4) {
          snapshots.add(info);
        }
      }
      for (SubvolumeInfo sent : snapshots) {
        List<SubvolumeInfo> others =
            snapshots.stream().filter(info -> info.id() != sent.id()).toList();
        OptionalLong full = size(filesystem, sent, null);
        if (others.isEmpty() || full.isEmpty()) {
          return;
        }
        long smallest = full.getAsLong();
        for (SubvolumeInfo other : others) {
          smallest = Math.min(smallest, size(filesystem, sent, other).orElse(Long.MAX_VALUE));
        }
        SubvolumeInfo chosen = choose(filesystem, others, sent);
        assertEquals(
            smallest, size(filesystem, sent, chosen).orElseThrow(), () -> details.toString());
      }
    }
  }

  /** Of the stream itself; empty if the kernel cannot send it either. */
  private static OptionalLong size(Filesystem filesystem, SubvolumeInfo sent, SubvolumeInfo parent)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      SequentialSend.run(
          SendSession.open(
              filesystem, RequestPlanner.request(sent, parent, List.of(), SendOptions.DEFAULT)),
          Channels.newChannel(out));
      return OptionalLong.of(out.size());
    } catch (SendException e) {
      return OptionalLong.empty();
    }
  }

  private SubvolumeInfo choose(
      Filesystem filesystem, List<SubvolumeInfo> received, SubvolumeInfo sent) {
    return new SmallestStream(
            filesystem,
            received,
            info -> new String(info.name(), StandardCharsets.UTF_8),
            details::add)
        .choose(sent, List.of(), SendOptions.DEFAULT);
  }

  @Test
  void eachCandidateIsAccountedFor() {
    try (Filesystem filesystem = open("dev-dup")) {
      SubvolumeInfo chosen = choose(filesystem, List.of(named(filesystem, "p1")), p2(filesystem));
      assertNotNull(chosen);
      assertEquals(2, details.size());
      assertTrue(details.get(0).startsWith("p2 against p1: "), details::toString);
      assertTrue(details.get(1).startsWith("p2 in full: more than "), details::toString);
    }
  }

  @Test
  void aReceiverThatHasNothingIsNoParent() {
    try (Filesystem filesystem = open("dev-dup")) {
      SendException refused =
          assertThrows(SendException.class, () -> choose(filesystem, List.of(), p2(filesystem)));
      assertTrue(refused.getMessage().contains("--have"), refused::getMessage);
      assertThrows(
          SendException.class,
          () -> choose(filesystem, List.of(p2(filesystem)), p2(filesystem)),
          "a subvolume is not its own parent");
    }
  }

  private static Filesystem open(String fixture) {
    return Filesystem.open(Fixture.named(fixture).images(), FilesystemOptions.defaults());
  }

  private static SubvolumeInfo p2(Filesystem filesystem) {
    return named(filesystem, "p2");
  }

  private static SubvolumeInfo named(Filesystem filesystem, String path) {
    return filesystem.subvolumes().byPath(path.getBytes(StandardCharsets.UTF_8)).orElseThrow();
  }
}
