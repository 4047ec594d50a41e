package io.btrsend.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.luben.zstd.Zstd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams of the demo, applied; what a directory cannot hold of them is one property of btrfs. */
class ApplyCommandTest {
  private static final String STATE = ".btrsend-state";

  @TempDir private Path directory;
  private Path to;
  private Path monday;
  private Path tuesday;

  @BeforeEach
  void sendDemo() throws IOException {
    assumeTrue(System.getProperty("os.name").equals("Linux"), "SKIPPED: needs Linux");
    to = Files.createDirectory(directory.resolve("to"));
    assertEquals(0, CommandRun.of("demo", directory.toString()).exitCode());
    monday = directory.resolve("monday.stream");
    tuesday = directory.resolve("tuesday.stream");
  }

  private CommandRun apply(Object... arguments) {
    Stream<Object> all = Stream.concat(Stream.of("apply", "--to", to), Stream.of(arguments));
    return CommandRun.of(all.map(Object::toString).toArray(String[]::new));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(to)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /** Some lines tell that the filesystem is not btrfs. */
  private static void assertComplete(CommandRun run) {
    assertTrue(run.out().lines().allMatch(line -> line.endsWith("btrfs.compression")), run.out());
    boolean isLossless = run.out().isEmpty();
    assertEquals(isLossless ? ExitCode.SUCCESS : ExitCode.PARTIAL, run.exitCode(), run.err());
  }

  @Test
  void chainBecomesDirectories() throws IOException {
    assertComplete(apply("-q", monday, tuesday));
    assertEquals(List.of(STATE, "monday", "tuesday"), names());
    CommandRun listed =
        CommandRun.of("ls", "-s", "snapshots/tuesday", directory.resolve("demo.img").toString());
    try (Stream<Path> files = Files.walk(to.resolve("tuesday"))) {
      assertEquals(listed.out().lines().count(), files.count() - 1);
    }
  }

  @Test
  void incrementFindsItsParentLater() throws IOException {
    assertComplete(apply(monday));
    assertComplete(apply(tuesday));
    assertEquals(List.of(STATE, "monday", "tuesday"), names());
  }

  @Test
  void compressedStreamIsUnpacked() throws IOException {
    Path compressed = directory.resolve("monday.zst");
    Files.write(compressed, Zstd.compress(Files.readAllBytes(monday)));
    assertComplete(apply(compressed));
    Files.write(compressed, Arrays.copyOf(Files.readAllBytes(compressed), 500));
    CommandRun cut = apply(compressed);
    assertEquals(ExitCode.STREAM, cut.exitCode(), cut.err());
  }

  @Test
  void dryRunChangesNothing() throws IOException {
    CommandRun run = apply("-n", monday, tuesday);
    assertEquals(ExitCode.SUCCESS, run.exitCode(), run.err());
    assertEquals(
        "monday: new, 59 commands\ntuesday: from a copy of monday, 13 commands\n", run.out());
    assertEquals(List.of(), names());
  }

  @Test
  void incrementWithoutItsParentIsRefused() throws IOException {
    assertRefused(
        "tuesday is an increment: needs subvolume fceaf3a8-385f-4640-be06-9d1bae30c164 of"
            + " generation 8, which was not applied here",
        apply(tuesday));
    assertComplete(apply(monday));
    Path state = to.resolve(STATE);
    Files.writeString(state, Files.readString(state).replace(" 8 ", " 9 "));
    assertRefused(
        "tuesday is an increment: needs subvolume fceaf3a8-385f-4640-be06-9d1bae30c164 of"
            + " generation 8, which was not applied here; monday is that subvolume at generation 9",
        apply(tuesday));
  }

  @Test
  void parentThatWasRemovedIsNoParent() throws IOException {
    assertComplete(apply(monday));
    Files.move(to.resolve("monday"), directory.resolve("elsewhere"));
    Files.createSymbolicLink(to.resolve("monday"), directory.resolve("elsewhere"));
    for (CommandRun run : List.of(apply(tuesday), apply("-n", tuesday))) {
      assertEquals(ExitCode.REFUSED, run.exitCode());
      assertTrue(run.err().endsWith("its directory monday is not there\n"), run.err());
    }
  }

  @Test
  void nameThatIsTakenIsRefused() throws IOException {
    Files.createDirectory(to.resolve("monday"));
    assertRefused(
        "monday is there already: remove it, or apply to another directory", apply(monday));
  }

  private static void assertRefused(String message, CommandRun run) {
    assertEquals("btrsend: " + message + "\n", run.err());
    assertEquals(ExitCode.REFUSED, run.exitCode());
  }

  @Test
  void damagedStreamLeavesNoSubvolumeAndARepetitionStartsClean() throws IOException {
    byte[] bytes = Files.readAllBytes(monday);
    Path damaged = directory.resolve("damaged");
    bytes[bytes.length / 2] ^= 1;
    Files.write(damaged, bytes);
    CommandRun run = apply("-q", damaged);
    assertEquals(ExitCode.STREAM, run.exitCode());
    assertTrue(run.err().contains("the checksum stored is"), run.err());
    assertEquals(List.of(".btrsend-incomplete"), names());
    assertComplete(apply(monday));
    assertEquals(List.of(STATE, "monday"), names());
  }

  @Test
  void stateThatIsNoneIsRefused() throws IOException {
    Files.writeString(to.resolve(STATE), "btrsend-state 1\nnonsense\n");
    assertRefused(
        ".btrsend-state cannot be used: line 2 is not: UUID, generation, losses, name",
        apply(monday));
    assertFalse(Files.exists(to.resolve("monday")));
  }

  @Test
  void directoryHasToBeThere() {
    to = directory.resolve("missing");
    CommandRun run = apply(monday);
    assertEquals(
        "btrsend: %s: cannot open the directory: No such file or directory\n".formatted(to),
        run.err());
    assertEquals(ExitCode.IO, run.exitCode());
  }
}
