package io.btrsend.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lines of {@code list -u} against those of the kernel's own tool. */
@Tag("kernel")
class ListKernelTest {
  /** Subvolumes, a nested one, snapshots and received ones, listed by the tool. */
  private static final String SCRIPT =
      """
      set -e
      truncate -s 256M disk.img
      mkfs.btrfs -q disk.img
      mkdir mounted
      mount -o loop disk.img mounted
      trap 'cd / && umount "$OLDPWD"' EXIT
      cd mounted
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
  void uuidsAreShownAsTheToolOfTheKernelShowsThem() throws Exception {
    Path said = directory.resolve("said");
    Process process =
        new ProcessBuilder("sh", "-c", SCRIPT)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    assertTrue(process.waitFor(1, TimeUnit.MINUTES));
    assertEquals(0, process.exitValue(), Files.readString(said));
    CommandRun run = CommandRun.of("list", "-u", directory.resolve("disk.img").toString());
    assertEquals(ExitCode.SUCCESS, run.exitCode(), run.err());
    assertEquals(Files.readString(directory.resolve("listed")), run.out());
    assertEquals(6, run.out().lines().count(), run.out());
  }
}
