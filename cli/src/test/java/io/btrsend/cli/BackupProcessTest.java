package io.btrsend.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.engine.filesystem.KernelFilesystem;
import io.btrsend.engine.filesystem.SnapshotHistory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Backups that are killed, stopped, or run out of space. */
@Tag("kernel")
class BackupProcessTest extends ProcessTest {
  private static final int KILLS = Integer.getInteger("btrsend.backup.kills", 4);
  private static final int FULL = Integer.getInteger("btrsend.backup.full", 2);

  private final long seed = Long.getLong("btrsend.backup.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private Path repository;
  private SnapshotHistory history;

  @BeforeEach
  void makeHistory() throws IOException {
    KernelFilesystem.requireKernel();
    repository = directory.resolve("repository");
    history = SnapshotHistory.make(directory, 12);
  }

  private Process backup(String... options) throws IOException {
    Stream<String> arguments =
        Stream.of("backup", "-q", "--to", repository.toString(), history.image().toString());
    process =
        launched
            .command(Stream.concat(arguments, Stream.of(options)).toArray(String[]::new))
            .start();
    return process;
  }

  private CommandRun run(int exitCode, String... arguments) {
    CommandRun run = CommandRun.of(arguments);
    assertEquals(exitCode, run.exitCode(), "seed " + seed + ": " + run.err());
    return run;
  }

  private void assertSound() {
    run(ExitCode.SUCCESS, "repository", "check", "--read", repository.toString());
  }

  /** What it has is what the image gives now, each once, and nothing else is left. */
  private void assertComplete() throws IOException {
    assertSound();
    String name = repository.toString();
    String compared =
        run(ExitCode.SUCCESS, "repository", "check", name, "--against", history.image().toString())
            .err();
    assertTrue(compared.contains("compared 16 of 16 streams"), compared);
    try (Stream<Path> files = Files.list(repository.resolve("snapshots"))) {
      assertEquals(32, files.count(), "seed " + seed);
    }
  }

  @Test
  void aBackupThatIsKilledIsSoundAndContinued() throws Exception {
    for (int kill = 0; kill < KILLS; kill++) {
      String[] options = random.nextBoolean() ? new String[] {"--zstd"} : new String[0];
      Process killed = backup(options);
      killed.waitFor(300 + random.nextInt(2500), TimeUnit.MILLISECONDS);
      killed.destroyForcibly().waitFor();
      if (Files.exists(repository.resolve("repository.json"))) {
        assertSound();
      }
    }
    launched.assertEnded(backup(), ExitCode.SUCCESS, "");
    assertComplete();
  }

  @Test
  void aFullDiskLeavesASoundRepositoryThatTheNextRunCompletes() throws Exception {
    Files.createDirectory(repository);
    for (int round = 0; round < FULL; round++) {
      int size = 300 + random.nextInt(2500);
      history.filesystem().shell("mount -t tmpfs -o size=" + size + "k none repository");
      try {
        Process full = backup();
        assertTrue(full.waitFor(60, TimeUnit.SECONDS));
        assertEquals(ExitCode.IO, full.exitValue(), Files.readString(launched.error()));
        if (Files.exists(repository.resolve("repository.json"))) {
          assertSound();
        }
        history.filesystem().shell("mount -o remount,size=200m repository");
        launched.assertEnded(backup(), ExitCode.SUCCESS, "");
        assertComplete();
      } finally {
        history.filesystem().shell("umount repository");
      }
    }
  }

  @Test
  void aStoppedWriterLosesTheLockAndPublishesNothing() throws Exception {
    Process stopped = backup("--limit-rate", "2M", "-D", "repository-lock-life=2s");
    Path snapshots = repository.resolve("snapshots");
    while (stopped.isAlive() && (!Files.exists(snapshots) || isEmpty(snapshots))) {
      Thread.sleep(20);
    }
    signal("STOP", stopped);
    CommandRun locked =
        CommandRun.of("backup", "--to", repository.toString(), history.image().toString());
    assertEquals(ExitCode.REFUSED, locked.exitCode(), locked.err());
    assertTrue(locked.err().contains("is locked by process"), locked.err());
    Thread.sleep(2500);
    run(
        ExitCode.SUCCESS,
        "backup",
        "-D",
        "repository-lock-life=2s",
        "--to",
        repository.toString(),
        history.image().toString());
    List<String> published = listed(snapshots);
    signal("CONT", stopped);
    assertTrue(stopped.waitFor(60, TimeUnit.SECONDS));
    assertEquals(ExitCode.REFUSED, stopped.exitValue(), Files.readString(launched.error()));
    String said = Files.readString(launched.error());
    assertTrue(said.contains("the lock was taken over"), said);
    assertEquals(published, listed(snapshots));
    assertComplete();
  }

  private static void signal(String name, Process to) throws Exception {
    // The launcher replaces itself by Java.
    new ProcessBuilder("kill", "-" + name, Long.toString(to.pid())).start().waitFor();
  }

  private static boolean isEmpty(Path directory) throws IOException {
    return listed(directory).isEmpty();
  }

  private static List<String> listed(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(Path::toString).sorted().toList();
    }
  }

  @Test
  void ofTwoWritersAtATimeOneIsRefused() throws Exception {
    Process first = backup("--limit-rate", "4M");
    while (first.isAlive() && !Files.exists(repository.resolve("lock/1.json"))) {
      Thread.sleep(10);
    }
    run(ExitCode.REFUSED, "backup", "--to", repository.toString(), history.image().toString());
    assertTrue(first.waitFor(60, TimeUnit.SECONDS));
    assertEquals(ExitCode.SUCCESS, first.exitValue());
    assertComplete();
  }
}
