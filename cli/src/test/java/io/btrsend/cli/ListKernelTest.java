package io.btrsend.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.btrsend.engine.filesystem.KernelFilesystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The lines of {@code list -u} against those of the kernel's own tool. */
@Tag("kernel")
class ListKernelTest {
  /** Subvolumes, a nested one, snapshots and received ones, listed by the tool. */
  private static final String SCRIPT =
      """
      btrfs -q subvolume create origin
      btrfs -q subvolume create origin/inner
      mkdir -p deep/er received
      btrfs -q subvolume snapshot -r origin deep/er/first
      btrfs -q subvolume snapshot origin 'with  spaces'
      btrfs -q send deep/er/first | btrfs -q receive received
      btrfs -q subvolume snapshot -r received/first received/again
      sync
      btrfs subvolume list -u -q -R . > ../listed
      """;

  @TempDir private Path directory;

  @Test
  @Timeout(value = 1, unit = TimeUnit.MINUTES)
  void uuidsAreShownAsTheToolOfTheKernelShowsThem() throws Exception {
    KernelFilesystem made = KernelFilesystem.make(directory, 1, "256M", "", SCRIPT);
    CommandRun run = CommandRun.of("list", "-u", made.image(1).toString());
    assertEquals(ExitCode.SUCCESS, run.exitCode(), run.err());
    assertEquals(Files.readString(directory.resolve("listed")), run.out());
    assertEquals(6, run.out().lines().count(), run.out());
  }
}
