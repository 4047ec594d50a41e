package io.btrsend.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is seen of the progress on a terminal, in a log, and when a signal asks for it. */
@EnabledOnOs(OS.LINUX)
class ProgressProcessTest extends ProcessTest {
  private static final int TIMEOUT_SECONDS = 60;

  /** Of signals that are ignored, as the kernel shows them: SIGUSR1 is number 10. */
  private static final long USR1 = 1 << 9;

  /** The stream has 78,397 bytes, so this is a send of about two seconds. */
  private static String[] slowSend(String... more) {
    return send("40K", more);
  }

  private static String[] send(String rate, String... more) {
    String[] words = {
      "send", "-s", DemoImage.FIRST_SNAPSHOT, "-f", "out", "--limit-rate", rate, "demo.img"
    };
    return Stream.concat(Stream.of(words), Stream.of(more)).toArray(String[]::new);
  }

  private static final String SIZE = "[0-9.]+ (B|KiB)";

  /** With the percentage once a total is known. */
  private static final String LOG_LINE =
      "btrsend: snapshots/monday: ([0-9]+%, )?"
          + SIZE
          + "( of "
          + SIZE
          + ")? sent in 0:[0-9]+(, "
          + SIZE
          + "/s)?(, 0:[0-9]+ left)?";

  private static final Pattern LINE =
      Pattern.compile("\r\033\\[\\?7l([^\033]*)\033\\[K\033\\[\\?7h");

  @BeforeEach
  void unpackImage() throws IOException {
    DemoFile.unpack(launched.place().resolve("demo.img"));
  }

  /** What appears on a terminal of a kind and a width, all standard streams of the command. */
  private String onTerminal(String kind, int columns, String... arguments) throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")));
    ProcessBuilder builder = launched.command(arguments);
    String command = String.join(" ", builder.command());
    builder.command("script", "-qefc", "stty cols " + columns + "; exec " + command, "/dev/null");
    builder.environment().put("TERM", kind);
    builder.environment().put("LC_ALL", "C.UTF-8");
    process = builder.redirectInput(Path.of("/dev/null").toFile()).start();
    String seen = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS), "still running");
    return seen;
  }

  private static List<String> lines(String seen) {
    return LINE.matcher(seen).results().map(result -> result.group(1)).toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {80, 40, 20})
  void aTerminalShowsOneLineThatFitsAndIsErasedAtTheEnd(int columns) throws Exception {
    String seen = onTerminal("xterm", columns, slowSend());
    assertEquals(ExitCode.SUCCESS, process.exitValue(), seen);
    List<String> lines = lines(seen);
    assertTrue(lines.size() >= 2, seen);
    for (String line : lines) {
      assertTrue(line.length() < columns, line);
      assertTrue(line.matches("(.*  )?(" + SIZE + "|[0-9]+%).*"), line);
      assertTrue(columns < 80 || line.startsWith("snapshots/monday  "), line);
    }
    assertEquals("\r\033[K", LINE.matcher(seen).replaceAll(""), seen);
  }

  @Test
  void aMessageIsWrittenWhereTheLineWas() throws Exception {
    String seen = onTerminal("xterm", 80, slowSend("-v", "-s", DemoImage.SECOND_SNAPSHOT));
    int message = seen.indexOf("btrsend: sent ");
    assertTrue(seen.startsWith("\r\033[K", message - 4), seen);
    assertTrue(seen.contains("[1/2] snapshots/monday  "), seen);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-q", "--progress=none"})
  void nothingIsShownToWhomDoesNotWantIt(String option) throws Exception {
    assertEquals("", onTerminal("xterm", 80, slowSend(option)));
    assertEquals(ExitCode.SUCCESS, process.exitValue());
  }

  @Test
  void aDumbTerminalGetsNoControlCharacters() throws Exception {
    String seen = onTerminal("dumb", 80, send("13K"));
    assertTrue(seen.matches("(" + LOG_LINE + "\r\n)+"), seen);
  }

  @Test
  void withoutATerminalNothingIsShown() throws Exception {
    process = launched.command(slowSend()).start();
    launched.assertEnded(process, ExitCode.SUCCESS, "");
  }

  @Test
  void aSignalHasOneLinePrinted() throws Exception {
    process = launched.command(slowSend("-q")).start();
    awaitIgnored();
    while (!process.waitFor(100, TimeUnit.MILLISECONDS)) {
      signal();
    }
    assertEquals(ExitCode.SUCCESS, process.exitValue());
    String said = Files.readString(launched.error());
    assertTrue(said.matches("(" + LOG_LINE + "\n)+"), said);
  }

  @Test
  void anInterruptionErasesTheLine() throws Exception {
    String seen = onTerminal("xterm", 80, send("5K", "& sleep 5; kill $!; wait $!"));
    assertFalse(lines(seen).isEmpty(), seen);
    assertTrue(seen.endsWith("\r\033[Kbtrsend: interrupted\r\n"), seen);
  }

  /** The launcher has begun: before, it is not known yet that the signal means something. */
  private void awaitIgnored() throws Exception {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
    while (Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("SigIgn:"))
        .noneMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & USR1) != 0)) {
      assertTrue(System.nanoTime() < deadline, "the signal is not ignored");
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  private void signal() throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-USR1", Long.toString(process.pid())).start().waitFor();
  }
}
