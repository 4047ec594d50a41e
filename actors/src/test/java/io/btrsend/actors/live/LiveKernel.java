package io.btrsend.actors.live;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether this machine can run the tests against its kernel. */
final class LiveKernel {

  private static final Path FILESYSTEMS = Path.of("/proc/filesystems");

  private LiveKernel() {}

  /** Skips the test, saying why, unless it can run here. */
  static void assume() {
    String obstacle = obstacle();
    if (obstacle != null) {
      System.err.println("SKIPPED: the live kernel tests did not run: " + obstacle);
    }
    assumeTrue(obstacle == null, obstacle);
  }

  private static String obstacle() {
    try {
      if (!Files.exists(FILESYSTEMS) || LibC.geteuid() != 0) {
        return "they need root on Linux";
      }
      if (Files.readAllLines(FILESYSTEMS).stream().noneMatch(line -> line.endsWith("\tbtrfs"))) {
        return "this kernel has no btrfs";
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return null;
  }
}
