package io.btrsend.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.engine.filesystem.KernelFilesystem;
import io.btrsend.engine.filesystem.SnapshotHistory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups of snapshots that the kernel made, restored by the kernel's own tool. */
@Tag("kernel")
class BackupKernelTest {
  private static final String DOCUMENT = "../docs/repository.md";

  @TempDir Path directory;
  private Path repository;
  private SnapshotHistory history;

  @BeforeEach
  void makeHistory() throws IOException {
    KernelFilesystem.requireKernel();
    repository = directory.resolve("repository");
    history = SnapshotHistory.make(directory, 24);
  }

  private CommandRun backup(String... options) {
    List<String> arguments = new ArrayList<>(List.of("backup", "--to", repository.toString()));
    arguments.addAll(List.of(options));
    arguments.add(history.image().toString());
    CommandRun run = CommandRun.of(arguments.toArray(String[]::new));
    assertEquals(ExitCode.SUCCESS, run.exitCode(), run.err());
    return run;
  }

  @Test
  void everySnapshotIsRestoredByTheScriptOfTheDocument() throws IOException {
    String plan = backup("-n").out();
    assertTrue(plan.contains("28 to send"), plan);
    assertTrue(Files.notExists(repository), "a plan leaves nothing");
    backup("--zstd");
    history.grow(27);
    String second = backup("--compressed-data").err();
    assertTrue(second.contains("3 to send"), second);
    assertTrue(second.contains("28 are there already"), second);
    String third = backup().err();
    assertTrue(third.contains("nothing is new; 31 are there already"), third);
    Files.writeString(directory.resolve("restore"), script());
    history.assertRestored("sh ../restore ../repository \"$1\" restored");
  }

  @Test
  void theStreamsOfASnapshotMakeItAgain() throws IOException {
    backup("--zstd=1", "--jobs", "2");
    List<String> paths = List.of("snapshots/home.001", "snapshots/home.020", "received/home.002");
    for (String path : paths) {
      Path file = directory.resolve(path.replace('/', '_'));
      CommandRun run =
          CommandRun.of("restore", repository.toString(), path, "--stream", file.toString());
      assertEquals(ExitCode.SUCCESS, run.exitCode(), run.err());
    }
    history.assertRestored(
        "mkdir $2; btrfs receive -q -f ../${1/\\//_} $2",
        "snapshots/home.001\\|snapshots/home.020\\|received/home.002");
  }

  /** The only program in the document. */
  private static String script() throws IOException {
    String document = Files.readString(Path.of(DOCUMENT));
    int start = document.indexOf("#!/bin/sh");
    String script = document.substring(start, document.indexOf("```", start));
    assertTrue(script.lines().count() <= 31, "30 lines and the name of the shell");
    return script;
  }
}
