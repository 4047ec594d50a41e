package io.btrsend.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A test of the program as a process of its own, which ends with the test. */
abstract class ProcessTest {
  @TempDir Path directory;
  Launched launched;
  Process process;

  @BeforeEach
  void copyLauncher() throws IOException {
    launched = Launched.in(directory, Main.class);
  }

  @AfterEach
  void endProcess() {
    if (process != null) {
      process.destroyForcibly();
    }
  }
}
