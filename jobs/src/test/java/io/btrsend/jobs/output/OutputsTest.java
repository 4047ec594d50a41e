package io.btrsend.jobs.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisabledOnOs(OS.WINDOWS)
class OutputsTest {
  @TempDir private Path directory;

  private static Outputs open(Path... files) throws IOException {
    return open(new StorageClaims(), files);
  }

  private static Outputs open(StorageClaims claims, Path... files) throws IOException {
    Outputs outputs = new Outputs();
    outputs.open(claims, Arrays.asList(files));
    return outputs;
  }

  private static void write(Path file, String text) throws IOException {
    try (Outputs outputs = open(file)) {
      outputs.get(0).write(bytes(text));
      outputs.commit();
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private List<String> names() {
    return Arrays.stream(directory.toFile().list()).sorted().toList();
  }

  private Path file(String name) {
    return directory.resolve(name);
  }

  private Path link(String name, String target) throws IOException {
    return Files.createSymbolicLink(file(name), Path.of(target));
  }

  private static int mode(Path file) throws IOException {
    return (Integer) Files.getAttribute(file, "unix:mode") & 07777;
  }

  @Test
  void aNameAppearsOnlyWithTheCommit() throws IOException {
    try (Outputs outputs = open(file("stream"), file("report"))) {
      outputs.get(0).write(bytes("all of it"));
      outputs.get(1).write(bytes("good"));
      assertTrue(names().stream().allMatch(name -> name.startsWith(".btrsend-")), "" + names());
      outputs.commit();
    }
    assertEquals(List.of("report", "stream"), names());
    assertEquals("all of it", Files.readString(file("stream")));
    assertEquals("good", Files.readString(file("report")));
  }

  @Test
  void withoutACommitNothingIsLeftAndWhatWasThereStays() throws IOException {
    Files.writeString(file("stream"), "old");
    try (Outputs outputs = open(file("stream"), file("report"))) {
      outputs.get(0).write(bytes("half of it"));
    }
    assertEquals(List.of("stream"), names());
    assertEquals("old", Files.readString(file("stream")));
  }

  @Test
  void anOutputThatCannotBeOpenedLeavesNoOther() throws IOException {
    try (Outputs outputs = new Outputs()) {
      assertThrows(
          IOException.class,
          () -> outputs.open(new StorageClaims(), List.of(file("stream"), directory)));
    }
    assertEquals(List.of(), names());
  }

  @Test
  void aSymbolicLinkIsFollowed() throws IOException {
    Files.writeString(file("stream"), "old");
    write(link("link", "stream"), "new");
    assertTrue(Files.isSymbolicLink(file("link")));
    assertEquals("new", Files.readString(file("stream")));
  }

  @Test
  void aDanglingLinkMakesItsTarget() throws IOException {
    Files.createDirectory(file("place"));
    link("second", "place/target");
    write(link("first", "second"), "new");
    assertTrue(Files.isSymbolicLink(file("first")));
    assertTrue(Files.isSymbolicLink(file("second")));
    assertEquals("new", Files.readString(file("place/target")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"loop", "there", "into"})
  void aCircleOfLinksFails(String name) throws IOException {
    link("loop", "loop");
    link("there", "back");
    link("back", "there");
    link("into", "there");
    List<String> before = names();
    FileSystemException thrown =
        assertThrows(FileSystemException.class, () -> open(file(name)).close());
    assertTrue(thrown.getMessage().contains("too many levels of symbolic links"), "" + thrown);
    assertEquals(before, names());
  }

  @Test
  void aNewFileIsForItsOwnerOnlyFromTheStart() throws IOException {
    try (Outputs outputs = open(file("stream"))) {
      assertEquals(0600, mode(file(names().get(0))));
      outputs.commit();
    }
    assertEquals(0600, mode(file("stream")));
  }

  @Test
  void whereModesAreNotKeptThatIsTold() throws IOException {
    try (Outputs outputs = open(file("stream"))) {
      assertEquals(List.of(), outputs.notices());
      Files.setAttribute(file(names().get(0)), "unix:mode", 0755);
      assertEquals(
          List.of(file("stream") + ": others can read it, since its filesystem keeps no modes"),
          outputs.notices());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0600, 0644, 0400, 0777, 06755})
  void aFileThatIsReplacedKeepsItsMode(int mode) throws IOException {
    Files.writeString(file("stream"), "old");
    Files.setAttribute(file("stream"), "unix:mode", mode);
    write(file("stream"), "new");
    assertEquals("new", Files.readString(file("stream")));
    assertEquals(mode, mode(file("stream")));
  }

  @Test
  void aFileThatIsReplacedKeepsOwnerAndGroup() throws IOException {
    Files.writeString(file("stream"), "old");
    assumeTrue(Files.getAttribute(file("stream"), "unix:uid").equals(0), "needs root");
    Files.setAttribute(file("stream"), "unix:uid", 12345);
    Files.setAttribute(file("stream"), "unix:gid", 54321);
    Files.setAttribute(file("stream"), "unix:mode", 04750);
    write(file("stream"), "new");
    assertEquals(12345, Files.getAttribute(file("stream"), "unix:uid"));
    assertEquals(54321, Files.getAttribute(file("stream"), "unix:gid"));
    assertEquals(04750, mode(file("stream")));
  }

  @Test
  void abandonedBeforeTheCommitNothingAppears() throws IOException {
    try (Outputs outputs = open(file("stream"))) {
      assertFalse(outputs.abandon());
      assertEquals(List.of(), names());
      outputs.get(0).write(bytes("more"));
      assertThrows(AbandonedOutputException.class, outputs::commit);
    }
    assertEquals(List.of(), names());
  }

  @Test
  void abandonedBeforeTheyAreOpenNoneIsOpened() throws IOException {
    try (Outputs outputs = new Outputs()) {
      outputs.abandon();
      assertThrows(
          AbandonedOutputException.class,
          () -> outputs.open(new StorageClaims(), List.of(file("stream"))));
    }
    assertEquals(List.of(), names());
  }

  @Test
  void abandonedAfterTheCommitEverythingStays() throws IOException {
    try (Outputs outputs = open(file("stream"))) {
      outputs.commit();
      assertTrue(outputs.abandon());
    }
    assertEquals(List.of("stream"), names());
  }

  /** Names for one file, none of which exists at first but "image" and those made from it. */
  @ParameterizedTest
  @ValueSource(strings = {"image", "./image", "place/../image", "hard", "soft", "way/image"})
  void anInputIsNoOutputByAnyName(String name) throws IOException {
    Files.writeString(file("image"), "precious");
    Files.createDirectory(file("place"));
    Files.createLink(file("hard"), file("image"));
    link("soft", "image");
    link("way", ".");
    List<String> before = names();
    StorageClaims claims = new StorageClaims();
    claims.read(file("image"));
    Path output = Path.of(directory + "/" + name);
    OutputConflictException thrown =
        assertThrows(
            OutputConflictException.class, () -> open(claims, file("other"), output).close());
    assertTrue(
        thrown.getMessage().startsWith("not writing to " + output + ", which "), "" + thrown);
    assertEquals(before, names());
    assertEquals("precious", Files.readString(file("image")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"new", "./new", "place/../new", "soft-new", "way/new", "fifo", "old", "hard"})
  void twoOutputsAreNotOneFile(String name) throws Exception {
    Files.writeString(file("old"), "old");
    Files.createDirectory(file("place"));
    Files.createLink(file("hard"), file("old"));
    link("soft-new", "new");
    link("way", ".");
    assertEquals(0, new ProcessBuilder("mkfifo", file("fifo") + "").start().waitFor());
    List<String> before = names();
    Path first = file(name.endsWith("new") ? "new" : name.equals("hard") ? "old" : name);
    assertThrows(
        OutputConflictException.class, () -> open(first, Path.of(directory + "/" + name)).close());
    assertEquals(before, names());
  }

  @Test
  void everythingCanBeThrownAway() throws IOException {
    Path nowhere = Path.of("/dev/null");
    StorageClaims claims = new StorageClaims();
    claims.read(nowhere);
    try (Outputs outputs = open(claims, nowhere, nowhere)) {
      outputs.commit();
    }
  }

  @Test
  void differentFilesAreNoConflict() throws IOException {
    Files.writeString(file("image"), "precious");
    StorageClaims claims = new StorageClaims();
    claims.read(file("image"));
    claims.read(file("absent"));
    try (Outputs outputs = open(claims, file("a"), file("b"))) {
      outputs.commit();
    }
    assertEquals(List.of("a", "b", "image"), names());
  }
}
