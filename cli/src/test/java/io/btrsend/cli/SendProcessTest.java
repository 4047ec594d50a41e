package io.btrsend.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.btrsend.engine.testing.Fixture;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What only shows in a process of its own: signals, and what becomes of standard output. */
@EnabledOnOs(OS.LINUX)
class SendProcessTest {
  private static final int TIMEOUT_SECONDS = 60;

  @TempDir private Path directory;
  private Process process;

  @AfterEach
  void endProcess() {
    if (process != null) {
      process.destroyForcibly();
    }
  }

  /** Signals are back at their default, which they are not below a shell's background job. */
  private ProcessBuilder btrsend(String... arguments) {
    List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
    command.add(System.getProperty("java.home") + "/bin/java");
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp"));
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(Main.class.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.redirectError(error().toFile());
    return builder;
  }

  private static String image() {
    return Fixture.named("dev-dup").images().get(0).toString();
  }

  private Path error() {
    return directory.resolve("stderr.txt");
  }

  private void assertEnded(int exitCode, String message) throws Exception {
    assertTrue(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS), "still running");
    String err = Files.readString(error());
    assertEquals(exitCode, process.exitValue(), err);
    assertEquals(message.isEmpty() ? 0 : 1, err.lines().count(), err);
    assertTrue(err.contains(message), err);
  }

  @Test
  void aClosedPipeIsQuietAndHasItsOwnExitCode() throws Exception {
    process = btrsend("send", "-s", "p1", image()).start();
    byte[] head = process.getInputStream().readNBytes(10);
    process.getInputStream().close();
    assertEquals("btrfs-stre", new String(head, StandardCharsets.US_ASCII));
    assertEnded(ExitCode.BROKEN_PIPE, "");
  }

  @Test
  void aFullDiskBehindStandardOutputIsAnOutputError() throws Exception {
    File full = new File("/dev/full");
    assumeTrue(full.canWrite());
    process = btrsend("send", "-s", "p1", image()).redirectOutput(full).start();
    assertEnded(ExitCode.IO, "cannot write the output: No space left on device");
  }

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143"})
  void anInterruptedSendLeavesNoFile(String signal, int exitCode) throws Exception {
    assumeTrue(run("env", "--default-signal=INT", "true") == 0);
    Path place = Files.createDirectory(directory.resolve("place"));
    List<String> arguments =
        new ArrayList<>(List.of("send", "-f", place.resolve("out.stream").toString()));
    for (int i = 0; i < 3_000; i++) {
      arguments.addAll(List.of("-s", "p1"));
    }
    arguments.add(image());
    process = btrsend(arguments.toArray(String[]::new)).start();
    awaitBytesIn(place);
    assertEquals(0, run("kill", "-" + signal, Long.toString(process.pid())));
    assertEnded(exitCode, "btrsend: interrupted");
    assertEquals(0, place.toFile().list().length);
  }

  private void awaitBytesIn(Path place) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
    while (bytesIn(place) == 0) {
      assertTrue(process.isAlive(), () -> "ended: " + error());
      assertTrue(System.nanoTime() < deadline, "nothing was written");
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  private static long bytesIn(Path place) {
    long bytes = 0;
    for (File file : place.toFile().listFiles()) {
      bytes += file.length();
    }
    return bytes;
  }

  private static int run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }

  @Test
  @Tag("kernel")
  void aFullDiskIsAnOutputErrorAndLeavesNoFile() throws Exception {
    Path disk = Files.createDirectory(directory.resolve("disk"));
    assertEquals(
        0, run("mount", "-t", "tmpfs", "-o", "size=256k", "btrsend-test", disk.toString()));
    try {
      process = btrsend("send", "-s", "p1", "-f", disk.resolve("out").toString(), image()).start();
      assertEnded(ExitCode.IO, "No space left on device");
      assertEquals(0, disk.toFile().list().length);
    } finally {
      assertEquals(0, run("umount", disk.toString()));
    }
  }
}
