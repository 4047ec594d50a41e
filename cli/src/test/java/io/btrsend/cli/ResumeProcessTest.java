package io.btrsend.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.btrsend.engine.testing.Fixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sends in processes of their own that are ended by signals or a full disk, and gone on with. */
@EnabledOnOs(OS.LINUX)
class ResumeProcessTest extends ProcessTest {
  private static final int TIMEOUT_SECONDS = 60;
  private static final int MOMENTS = 4;

  private static final String ADVICE =
      "out.partial keeps what was written: go on with btrsend send --resume ";

  private static String image() {
    return Fixture.named("full-compressed-text").images().get(0).toString();
  }

  private static byte[] expected() {
    return Fixture.named("full-compressed-text").streams().get(0).bytes();
  }

  private Path out() {
    return launched.place().resolve("out");
  }

  private Path partial() {
    return launched.place().resolve("out.partial");
  }

  /** Begins a send of two seconds, or goes on with it. */
  private void start(boolean begun) throws IOException {
    process =
        begun
            ? launched.command("send", "--limit-rate", "400K", "--resume", "out").start()
            : launched
                .command(
                    "send", "--limit-rate", "400K", "-s", "p1", "-f", "out", "--resumable", image())
                .start();
  }

  private void awaitMoreThan(long bytes) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
    while (process.isAlive() && (!Files.exists(partial()) || Files.size(partial()) <= bytes)) {
      assertTrue(System.nanoTime() < deadline, "nothing was written");
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  private void signal(String name) throws Exception {
    assertEquals(0, run("kill", "-" + name, Long.toString(process.pid())));
    assertTrue(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS), "still running");
  }

  @ParameterizedTest
  @ValueSource(strings = {"KILL", "TERM"})
  void whateverTheMomentOfASignalTheFileIsCompletedByGoingOn(String signal) throws Exception {
    assumeTrue(run("env", "--default-signal=INT", "true") == 0);
    Random random = new Random(System.nanoTime());
    byte[] expected = expected();
    long present = -1;
    for (int i = 0; i < MOMENTS; i++) {
      start(present >= 0);
      awaitMoreThan(Math.max(0, present));
      TimeUnit.MILLISECONDS.sleep(random.nextInt(300));
      signal(signal);
      if (Files.exists(out())) {
        break;
      }
      assertEquals(signal.equals("KILL") ? 137 : 143, process.exitValue());
      if (signal.equals("TERM")) {
        String said = Files.readString(launched.error());
        assertEquals("btrsend: interrupted; " + ADVICE + "out\n", said);
      }
      present = Files.size(partial());
      assertEquals(
          List.of("out.partial", "out.partial.json"),
          launched.left().stream().filter(name -> !name.endsWith(".next")).toList());
    }
    if (!Files.exists(out())) {
      process = launched.command("send", "--resume", "out").start();
      launched.assertEnded(process, ExitCode.SUCCESS, "");
    }
    assertArrayEquals(expected, Files.readAllBytes(out()));
    assertEquals(List.of("out"), launched.left());
  }

  @Test
  @Tag("kernel")
  void aFullDiskLeavesThePartialFileAndTheAdvice() throws Exception {
    Path disk = Files.createDirectory(directory.resolve("disk"));
    assertEquals(
        0, run("mount", "-t", "tmpfs", "-o", "size=256k", "btrsend-test", disk.toString()));
    try {
      String file = disk.resolve("out").toString();
      process = launched.command("send", "-s", "p1", "-f", file, "--resumable", image()).start();
      assertTrue(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS), "still running");
      assertEquals(ExitCode.IO, process.exitValue());
      List<String> said = Files.readAllLines(launched.error());
      assertEquals(2, said.size(), said.toString());
      assertTrue(said.get(0).contains(ADVICE + file), said.get(0));
      assertTrue(said.get(1).contains("No space left on device"), said.get(1));
      assertTrue(Files.size(disk.resolve("out.partial")) > 100_000);
      assertEquals(0, run("mount", "-o", "remount,size=2m", disk.toString()));
      process = launched.command("send", "--resume", file).start();
      launched.assertEnded(process, ExitCode.SUCCESS, "");
      assertArrayEquals(expected(), Files.readAllBytes(disk.resolve("out")));
    } finally {
      assertEquals(0, run("umount", disk.toString()));
    }
  }

  private static int run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }
}
