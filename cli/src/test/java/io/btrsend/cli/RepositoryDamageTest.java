package io.btrsend.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.engine.format.FileExtentItem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a repository with flipped bits, and what becomes of it. */
class RepositoryDamageTest {
  @TempDir Path directory;
  private Path image;
  private Path repository;

  @BeforeEach
  void makeRepository() throws IOException {
    image = directory.resolve("demo.img");
    repository = directory.resolve("repository");
    DemoFile.unpack(image);
    run(ExitCode.SUCCESS, "backup", "--zstd", "--to", repository.toString(), image.toString());
  }

  private CommandRun run(int exitCode, String... arguments) {
    CommandRun run = CommandRun.of(arguments);
    assertEquals(exitCode, run.exitCode(), run.err() + String.join(" ", arguments));
    return run;
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(repository)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !file.toString().endsWith("plans.json"))
          .sorted()
          .toList();
    }
  }

  private static void flip(Path file, Random random) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    Files.write(file, bytes);
  }

  @Test
  void aFlippedBitIsFoundWithItsFileAndNothingWrongIsRestored() throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<Path> files = files();
    assertTrue(files.size() >= 7, files.toString());
    int restored = 0;
    for (int round = 0; round < 50; round++) {
      Path file = files.get(round % files.size());
      byte[] sound = Files.readAllBytes(file);
      flip(file, random);
      CommandRun check =
          run(ExitCode.STREAM, "repository", "check", "--read", repository.toString());
      assertTrue(
          check.err().contains(file.getFileName().toString()),
          "seed " + seed + ": " + file + " in " + check.err());
      restored += isRestored(file, seed) ? 1 : 0;
      Files.write(file, sound);
    }
    assertTrue(restored > 0 && restored < 25, restored + " were restored");
    run(ExitCode.SUCCESS, "repository", "check", "--read", repository.toString());
  }

  /** Restores a snapshot, which is sound, or refused before anything is there. */
  private boolean isRestored(Path damaged, long seed) throws IOException {
    Path restored = directory.resolve("restored");
    String name = repository.toString();
    CommandRun restore =
        CommandRun.of("restore", name, "snapshots/tuesday", "--stream", restored.toString());
    if (restore.exitCode() == ExitCode.SUCCESS) {
      run(ExitCode.SUCCESS, "verify", restored.toString());
      Files.delete(restored);
      return true;
    }
    assertEquals(ExitCode.STREAM, restore.exitCode(), restore.err());
    assertFalse(Files.exists(restored), "seed " + seed + ": " + damaged);
    return false;
  }

  @Test
  void whatIsDamagedIsSetAsideAndBackedUpAgain() throws IOException {
    Path manifest = files().stream().filter(file -> isFull(file)).findFirst().orElseThrow();
    flip(manifest, new Random(1));
    CommandRun again = CommandRun.of("backup", "--to", repository.toString(), image.toString());
    assertEquals(ExitCode.PARTIAL, again.exitCode(), again.err());
    String repaired = run(ExitCode.SUCCESS, "repository", "repair", repository.toString()).out();
    assertTrue(repaired.contains("which builds on what is damaged"), repaired);
    run(ExitCode.SUCCESS, "repository", "check", "--read", repository.toString());
    run(ExitCode.SUCCESS, "backup", "--to", repository.toString(), image.toString());
    CommandRun check =
        run(
            ExitCode.SUCCESS,
            "repository",
            "check",
            "--read-part",
            "1/1",
            "--against",
            image.toString(),
            "--",
            repository.toString());
    assertTrue(check.err().contains("compared 2 of 2 streams"), check.err());
  }

  private static boolean isFull(Path file) {
    try {
      return file.toString().endsWith(".json")
          && Files.readString(file).contains("\"commands\"")
          && !Files.readString(file).contains("\"parent\"");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void unreadableDataFailsItsSubvolumeOrIsListedInTheManifest() throws IOException {
    DamagedFixture fixture = DamagedFixture.copy("dev-single-metadata", directory);
    DamagedFixture.flipBit(fixture.data("p1", FileExtentItem.NONE).get(0));
    String target = directory.resolve("damaged").toString();
    List<String> arguments = new ArrayList<>(List.of("backup", "--to", target));
    fixture.images().forEach(one -> arguments.add(one.toString()));
    CommandRun failed = run(ExitCode.PARTIAL, arguments.toArray(String[]::new));
    assertTrue(failed.err().contains("btrsend: p1: "), failed.err());
    run(ExitCode.SUCCESS, "repository", "check", "--read", target);
    arguments.add("--on-error=skip");
    CommandRun skipped = run(ExitCode.SKIPPED, arguments.toArray(String[]::new));
    assertTrue(skipped.err().contains("skipped 4096 bytes of subvolume p1, file "), skipped.err());
    run(ExitCode.SUCCESS, "repository", "check", "--read", target);
    String list = run(ExitCode.SUCCESS, "repository", "list", target).out();
    assertTrue(list.contains("p1 (with gaps)"), list);
  }

  @Test
  void aFileSaysWhatIsBackedUpAndKept() throws IOException {
    Path config = directory.resolve("backup.conf");
    Files.writeString(
        config,
        """
        backups {
          broken { images = [%1$s/none.img], repository = %1$s/other }
          demo { images = [%1$s/demo.img], repository = %1$s/third, keep { last = 1 } }
        }
        """
            .formatted(directory));
    CommandRun run = run(ExitCode.PARTIAL, "backup", "--config", config.toString());
    assertTrue(run.err().contains("none.img"), run.err());
    assertTrue(
        run.err().contains("removed 0 old snapshots, 0 B; 1 are kept since others build on them"),
        run.err());
    run(ExitCode.SUCCESS, "repository", "check", "--read", directory.resolve("third").toString());
    run(ExitCode.USAGE, "backup", "--config", config.toString(), "--to", "x");
  }

  @Test
  void theListIsATree() {
    String list = run(ExitCode.SUCCESS, "repository", "list", repository.toString()).out();
    assertTrue(list.contains("snapshots/tuesday <- snapshots/monday"), list);
    String json =
        run(ExitCode.SUCCESS, "repository", "list", "--json", repository.toString()).out();
    assertEquals(2, json.lines().count(), json);
  }
}
