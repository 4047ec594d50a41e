package io.btrsend.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.btrsend.engine.testing.Fixture;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What only shows in a process of its own: signals, and what becomes of standard output. */
@EnabledOnOs(OS.LINUX)
class SendProcessTest extends ProcessTest {
  private static final int TIMEOUT_SECONDS = 60;

  private ProcessBuilder btrsend(String... arguments) {
    return launched.command(arguments);
  }

  private void assertEnded(int exitCode, String message) throws Exception {
    launched.assertEnded(process, exitCode, message);
  }

  private static String image() {
    return Fixture.named("dev-dup").images().get(0).toString();
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
    Path place = launched.place();
    List<String> arguments = new ArrayList<>(List.of("send", "-f", "out.stream"));
    for (int i = 0; i < 3_000; i++) {
      arguments.addAll(List.of("-s", "p1"));
    }
    arguments.add(image());
    process = btrsend(arguments.toArray(String[]::new)).start();
    awaitBytesIn(place);
    assertEquals(0, run("kill", "-" + signal, Long.toString(process.pid())));
    assertEnded(exitCode, "btrsend: interrupted");
    assertEquals(List.of(), launched.left());
  }

  /** Starts a commit and sends a signal in the middle of it. */
  private void interruptCommit(String... when) throws Exception {
    launched =
        Launched.in(Files.createDirectory(directory.resolve("commit")), InterruptedCommit.class);
    String[] arguments = Stream.concat(Stream.of("out"), Stream.of(when)).toArray(String[]::new);
    process = btrsend(arguments).start();
    assertEquals("ready", process.inputReader().readLine());
    assertEquals(0, run("kill", "-TERM", Long.toString(process.pid())));
  }

  @Test
  void aSignalWhileTheFileIsMadeDurableLeavesNoFile() throws Exception {
    interruptCommit();
    assertEnded(143, "btrsend: interrupted");
    assertEquals(List.of(), launched.left());
  }

  @Test
  void aSignalAfterTheFileHasAppearedComesTooLate() throws Exception {
    interruptCommit("late");
    assertFalse(process.waitFor(500, TimeUnit.MILLISECONDS), "ended at once");
    process.getOutputStream().write(1);
    process.getOutputStream().flush();
    assertEnded(ExitCode.SKIPPED, "");
    assertEquals(List.of("out"), launched.left());
  }

  @ParameterizedTest
  @ValueSource(strings = {"000", "022", "777"})
  void whateverTheUmaskFilesAreForTheirOwnerOnly(String umask) throws Exception {
    process =
        launched
            .commandAfter(
                "umask " + umask, "send", "-s", "p1", "-f", "out", "--report", "report", image())
            .start();
    assertEnded(ExitCode.SUCCESS, "");
    for (String file : List.of("out", "report")) {
      Path made = launched.place().resolve(file);
      assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(made)));
    }
  }

  /** Standard output is put where the image is opened for reading and writing. */
  @Test
  void standardOutputIsNoInputEither() throws Exception {
    Path image = launched.place().resolve("image");
    DemoFile.unpack(image);
    byte[] before = Files.readAllBytes(image);
    for (String[] arguments :
        new String[][] {{"send", "-s", DemoImage.FIRST_SNAPSHOT, "image"}, {"list", "image"}}) {
      process = launched.commandAfter("exec 1<> image", arguments).start();
      assertEnded(ExitCode.USAGE, "btrsend: not writing to standard output, which has bytes of");
    }
    process = launched.commandAfter("exec 1<> image < image", "stat").start();
    assertEnded(ExitCode.USAGE, "which has bytes of the input standard input");
    assertArrayEquals(before, Files.readAllBytes(image));
  }

  @ParameterizedTest
  @ValueSource(strings = {"list", "info", "verify"})
  void aFullDiskBehindAnythingThatIsPrintedIsAnOutputError(String command) throws Exception {
    File full = new File("/dev/full");
    assumeTrue(full.canWrite());
    String input = image();
    if (command.equals("verify")) {
      CommandRun.of("send", "-s", "p1", "-f", directory.resolve("s") + "", input);
      input = directory.resolve("s").toString();
    }
    process = btrsend(command, input).redirectOutput(full).start();
    assertEnded(ExitCode.IO, "cannot write the output: No space left on device");
  }

  @Test
  void aFullDiskBehindTheReportIsAnOutputErrorAndLeavesNoStream() throws Exception {
    assumeTrue(new File("/dev/full").canWrite());
    process = btrsend("send", "-s", "p1", "-f", "out", "--report", "/dev/full", image()).start();
    assertEnded(ExitCode.IO, "No space left on device");
    assertEquals(List.of(), launched.left());
  }

  @ParameterizedTest
  @ValueSource(strings = {"list", "info", "send"})
  void aNamedPipeIsNoImage(String command) throws Exception {
    assertEquals(0, run("mkfifo", launched.place().resolve("pipe").toString()));
    process = btrsend(command, "pipe").redirectOutput(Redirect.DISCARD).start();
    assertEnded(ExitCode.IMAGE, "btrsend: pipe: is a ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1>&-", "0<&- 1>&- 2>&-"})
  void closedDescriptorsAreNotMistakenForFiles(String closed) throws Exception {
    process =
        launched.commandAfter("exec " + closed, "send", "-s", "p1", "-f", "out", image()).start();
    assertEnded(ExitCode.SUCCESS, "");
    process = launched.commandAfter("exec " + closed, "verify", "out").start();
    assertTrue(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS), "still running");
    assertEquals(ExitCode.IO, process.exitValue());
  }

  /** What a send keeps in memory, times their number, would fill the heap three times. */
  @ParameterizedTest
  @ValueSource(strings = {"1h", "100ms", "0ms"})
  void nothingIsKeptOfSendsThatAreOver(String headStart) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("send", "-D", "head-start=" + headStart));
    for (int i = 0; i < 400; i++) {
      arguments.addAll(List.of("-s", "p1"));
    }
    arguments.add(image());
    ProcessBuilder builder = btrsend(arguments.toArray(String[]::new));
    builder.environment().put("BTRSEND_OPTS", "-Xmx40m");
    process = builder.redirectOutput(Redirect.DISCARD).start();
    assertEnded(ExitCode.SUCCESS, "");
  }

  private void awaitBytesIn(Path place) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
    while (bytesIn(place) == 0) {
      assertTrue(process.isAlive(), () -> "ended: " + launched.error());
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
