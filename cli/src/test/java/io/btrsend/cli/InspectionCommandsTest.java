package io.btrsend.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.engine.format.Superblock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InspectionCommandsTest {
  @TempDir private Path directory;
  private String image;

  @BeforeEach
  void unpack() throws IOException {
    Path file = directory.resolve("demo.img");
    DemoFile.unpack(file);
    image = file.toString();
  }

  @Test
  void listShowsEverySubvolumeWithItsPathLast() {
    CommandRun run = CommandRun.of("list", image);
    assertEquals(ExitCode.SUCCESS, run.exitCode());
    List<String> paths =
        run.out().lines().map(line -> line.substring(line.lastIndexOf(' ') + 1)).toList();
    assertEquals(List.of("PATH", "/", "/home", "/snapshots/monday", "/snapshots/tuesday"), paths);
  }

  @Test
  void listShowsAllUuidsInTheLinesOfTheKernelsTool() {
    CommandRun run = CommandRun.of("list", "-u", image);
    assertEquals(ExitCode.SUCCESS, run.exitCode());
    assertEquals(3, run.out().lines().count(), run.out());
    String uuid = "[0-9a-f-]{36}";
    String monday = run.out().lines().skip(1).findFirst().orElseThrow();
    assertTrue(
        monday.matches(
            "ID 257 gen \\d+ top level 5 parent_uuid %s received_uuid -{1} {36}uuid %s path snapshots/monday"
                .formatted(uuid, uuid)),
        monday);
  }

  @Test
  void listAsJsonIsOneObjectALine() {
    CommandRun run = CommandRun.of("list", "--json", image);
    assertEquals(4, run.out().lines().count());
    String monday = run.out().lines().skip(2).findFirst().orElseThrow();
    assertTrue(
        monday.startsWith(
            "{\"version\":1,\"id\":257,\"path\":\"snapshots/monday\",\"read_only\":true,"),
        monday);
  }

  @Test
  void infoNamesTheLabelTheDeviceAndTheProfiles() {
    CommandRun run = CommandRun.of("info", image);
    assertEquals(ExitCode.SUCCESS, run.exitCode());
    assertTrue(run.out().contains("label        demo\n"), run.out());
    assertTrue(run.out().contains("present"), run.out());
    assertTrue(run.out().contains(image), run.out());
    assertTrue(run.out().contains("metadata      single"), run.out());
  }

  @Test
  void infoAsJsonIsOneLine() {
    CommandRun run = CommandRun.of("info", "--json", image);
    assertEquals(1, run.out().lines().count());
    assertTrue(run.out().startsWith("{\"version\":1,\"label\":\"demo\",\"uuid\":\""), run.out());
  }

  @Test
  void infoMentionsALogOfFsyncs() throws IOException {
    assertFalse(CommandRun.of("info", image).out().contains("log "));
    assertTrue(CommandRun.of("info", "--json", image).out().contains("\"fsync_log\":false,"));
    DemoItem.changeSuperblock(Path.of(image), Superblock.LOG_ROOT, 1 << 20);
    String text = CommandRun.of("info", image).out();
    assertTrue(text.contains("\nlog          of fsyncs after the last commit"), text);
    assertTrue(CommandRun.of("info", "--json", image).out().contains("\"fsync_log\":true,"));
  }

  @Test
  void theDemoSendsVerifiesAndSaysWhatToTryNext() {
    Path place = directory.resolve("empty");
    assertTrue(place.toFile().mkdir());
    CommandRun run = CommandRun.of("demo", place.toString());
    assertEquals(ExitCode.SUCCESS, run.exitCode(), run.err());
    assertEquals("", run.err());
    assertEquals(2, run.out().lines().filter(line -> line.contains("all checksums right")).count());
    assertTrue(run.out().contains("Try next:"), run.out());
  }

  @Test
  void theDemoMakesItsDirectory() throws IOException {
    Path place = directory.resolve("a/new/one");
    assertEquals(ExitCode.SUCCESS, CommandRun.of("demo", place.toString()).exitCode());
    for (String file : List.of("demo.img", "monday.stream", "tuesday.stream")) {
      assertEquals(0600, (Integer) Files.getAttribute(place.resolve(file), "unix:mode") & 0777);
    }
    CommandRun again = CommandRun.of("demo", place.toString());
    assertEquals(ExitCode.IO, again.exitCode());
    assertTrue(again.err().contains("demo.img: exists already"), again.err());
    CommandRun noDirectory = CommandRun.of("demo", place.resolve("demo.img").toString());
    assertEquals(ExitCode.IO, noDirectory.exitCode());
    assertTrue(noDirectory.err().contains("demo.img: exists already"), noDirectory.err());
  }

  @Test
  void withoutACommandTheUsageIsPointedTo() {
    CommandRun run = CommandRun.of();
    assertEquals(ExitCode.USAGE, run.exitCode());
    assertTrue(run.err().contains("a command is missing"), run.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo", "dump", "info", "list", "scrub", "send", "stat", "verify"})
  void everyCommandHasHelpAndAVersion(String command) {
    CommandRun help = CommandRun.of(command, "--help");
    assertEquals(ExitCode.SUCCESS, help.exitCode());
    assertTrue(help.out().startsWith("Usage: btrsend " + command), help.out());
    assertTrue(help.out().contains("--help"), help.out());
    assertEquals("btrsend 1.0.0", CommandRun.of(command, "-V").out().strip());
  }

  @Test
  void helpNamesEveryCommand() {
    CommandRun run = CommandRun.of("--help");
    for (String command : List.of("demo", "info", "list", "scrub", "send")) {
      assertTrue(run.out().contains("  " + command + " "), run.out());
    }
  }
}
