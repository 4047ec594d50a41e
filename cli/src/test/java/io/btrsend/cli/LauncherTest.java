package io.btrsend.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.engine.testing.Fixture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the virtual machine has to say never gets into a stream, and ends with an exit code. */
@EnabledOnOs(OS.LINUX)
class LauncherTest {
  private static final int ABORTED = 134;

  @TempDir private Path directory;
  private Launched launched;

  @BeforeEach
  void copyLauncher() throws IOException {
    launched = Launched.in(directory, Main.class);
  }

  private static String image() {
    return Fixture.named("dev-dup").images().get(0).toString();
  }

  private String error() throws IOException {
    return Files.readString(launched.error());
  }

  private static String output(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"send", "list"})
  void aVirtualMachineThatDoesNotStartSaysSoOnStandardError(String command) throws Exception {
    ProcessBuilder builder = launched.command(command, image());
    builder.environment().put("BTRSEND_OPTS", "-Xmx2m");
    Process process = builder.start();
    assertEquals("", output(process));
    assertEquals(ExitCode.INTERNAL, process.waitFor());
    assertTrue(error().contains("Error occurred during initialization of VM"), error());
    assertEquals(List.of(), launched.left());
  }

  /** Short commands do without the optimizing compiler, which is level 4. */
  @ParameterizedTest
  @CsvSource({"send, 1", "list, 1", "verify, 4"})
  void everyCommandRunsWithTheOptionsOfItsKind(String command, int compiler) throws Exception {
    ProcessBuilder builder = launched.command(command, "absent");
    builder.environment().put("BTRSEND_OPTS", "-XX:+PrintFlagsFinal");
    assertEquals(ExitCode.IO, builder.start().waitFor(), error());
    Matcher level = Pattern.compile("TieredStopAtLevel +=+ (\\d)").matcher(error());
    assertTrue(level.find(), error());
    assertEquals(compiler, Integer.parseInt(level.group(1)));
  }

  @Test
  void aMissingJavaIsSaidInOneLine() throws Exception {
    ProcessBuilder builder = launched.command("list", image());
    builder.environment().put("JAVA_HOME", "/nonexistent");
    launched.assertEnded(builder.start(), ExitCode.INTERNAL, "no java at /nonexistent/bin/java");
  }

  @Test
  void aCrashLeavesItsReportNeitherInTheStreamNorInTheWorkingDirectory() throws Exception {
    List<String> arguments = new ArrayList<>(List.of("send"));
    for (int i = 0; i < 1_000; i++) {
      arguments.addAll(List.of("-s", "p1"));
    }
    arguments.add(image());
    Process process =
        launched.commandAfter("ulimit -c 0", arguments.toArray(String[]::new)).start();
    process.getInputStream().readNBytes(10);
    assertEquals(0, new ProcessBuilder("kill", "-QUIT", process.pid() + "").start().waitFor());
    TimeUnit.MILLISECONDS.sleep(200);
    assertEquals(0, new ProcessBuilder("kill", "-SEGV", process.pid() + "").start().waitFor());
    String stream = output(process);
    assertEquals(ABORTED, process.waitFor());
    assertFalse(stream.contains("Full thread dump"), "a thread dump is in the stream");
    assertFalse(stream.contains("fatal error"), "the crash is in the stream");
    assertTrue(error().contains("Full thread dump"), error());
    assertTrue(error().contains("fatal error"), error());
    assertEquals(List.of(), launched.left());
    try (Stream<Path> reports = Files.list(launched.error().getParent())) {
      assertEquals(
          1, reports.filter(file -> file.toString().contains("btrsend-crash-")).count(), error());
    }
  }
}
