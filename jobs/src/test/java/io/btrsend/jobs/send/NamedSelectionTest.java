package io.btrsend.jobs.send;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.engine.SendException;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.FilesystemOptions;
import io.btrsend.engine.filesystem.SubvolumeInfo;
import io.btrsend.engine.filesystem.Subvolumes;
import io.btrsend.engine.send.SendOptions;
import io.btrsend.engine.send.SendRequest;
import io.btrsend.engine.testing.Fixture;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is asked for by name, in a filesystem with the read-only subvolumes p1 and p2. */
class NamedSelectionTest {
  private static Filesystem filesystem;

  @BeforeAll
  static void open() {
    filesystem = Filesystem.open(Fixture.named("dev-dup").images(), FilesystemOptions.defaults());
  }

  @AfterAll
  static void close() {
    filesystem.close();
  }

  private static Subvolumes subvolumes() {
    return filesystem.subvolumes();
  }

  private static SubvolumeInfo named(String path) {
    return subvolumes().byPath(path.getBytes(StandardCharsets.UTF_8)).orElseThrow();
  }

  private static List<SendRequest> plan(List<String> what, String parent, OptionalInt protocol) {
    return new NamedSelection(
            what, parent, List.of(), Set.of(), false, protocol, false, false, false)
        .plan(filesystem, detail -> {});
  }

  @Test
  void aPathAnIdAndAUuidNameTheSameSubvolume() {
    SubvolumeInfo p1 = named("p1");
    for (String name :
        List.of("p1", "/p1", "./p1", "\\x701", Long.toString(p1.id()), p1.uuid().toString())) {
      List<SendRequest> requests = plan(List.of(name), null, OptionalInt.empty());
      assertEquals(List.of(p1), requests.stream().map(SendRequest::subvolume).toList());
    }
  }

  @Test
  void everySubvolumeHasItsRequest() {
    List<SendRequest> requests = plan(List.of("p2", "p1"), "p1", OptionalInt.of(0));
    assertEquals(
        List.of(named("p2"), named("p1")), requests.stream().map(SendRequest::subvolume).toList());
    for (SendRequest request : requests) {
      assertEquals(named("p1"), request.parent());
      assertEquals(SendOptions.NEWEST_VERSION, request.options().version());
    }
  }

  @Test
  void withoutANameThereMustBeOnlyOne() {
    SendException thrown =
        assertThrows(SendException.class, () -> plan(List.of(), null, OptionalInt.empty()));
    assertTrue(thrown.getMessage().contains("there are 2 read-only subvolumes"), "" + thrown);
  }

  @Test
  void aNameThatIsNotThereIsRefusedWithTheClosest() {
    SendException thrown =
        assertThrows(SendException.class, () -> plan(List.of("p3"), null, OptionalInt.empty()));
    assertTrue(thrown.getMessage().contains("no subvolume 'p3'"), "" + thrown);
    assertTrue(thrown.getMessage().contains("closest: p"), "" + thrown);
  }
}
