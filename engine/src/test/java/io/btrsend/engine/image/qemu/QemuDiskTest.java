package io.btrsend.engine.image.qemu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.engine.ImageAccessException;
import io.btrsend.engine.image.nbd.FakeQemuNbd;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of the program qemu-nbd, here a script. */
@Timeout(60)
class QemuDiskTest {
  @TempDir private Path directory;
  private Path program;

  @BeforeEach
  void nameProgram() {
    program = directory.resolve("qemu-nbd");
  }

  /** A program that notes its process ID and its arguments, one a line, and does something. */
  private void programThat(String does) throws IOException {
    String script =
        "#!/bin/sh\necho $$ > %1$s/pid\nprintf '%%s\\n' \"$@\" > %1$s/arguments\n%2$s\n"
            .formatted(directory, does);
    Files.writeString(program, script);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
  }

  private QemuDisk open(Duration patience) {
    return QemuDisk.open(
        program.toString(), patience, "my.vmdk", ForeignDisk.VMDK, directory.resolve("a \"b\",é"));
  }

  private String failure(Duration patience) {
    return assertThrows(ImageAccessException.class, () -> open(patience).close()).getMessage();
  }

  private List<String> arguments() throws IOException {
    return Files.readAllLines(directory.resolve("arguments"));
  }

  private Path socket() throws IOException {
    String option = arguments().get(2);
    assertTrue(option.startsWith("--socket="), option);
    return Path.of(option.substring("--socket=".length()));
  }

  private void assertNothingIsLeft() throws IOException {
    assertFalse(Files.exists(socket().getParent()));
    long pid = Long.parseLong(Files.readString(directory.resolve("pid")).strip());
    assertFalse(ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false));
  }

  @Test
  void theDiskIsWhatTheProgramServes() throws IOException {
    byte[] content = new byte[100_000];
    new Random(1).nextBytes(content);
    Path served = Files.write(directory.resolve("served"), content);
    programThat(
        "exec %s/bin/java -Xshare:auto -cp '%s' %s \"${3#--socket=}\" %s"
            .formatted(
                System.getProperty("java.home"),
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                FakeQemuNbd.class.getName(),
                served));
    byte[] read = new byte[content.length];
    try (QemuDisk disk = open(Duration.ofSeconds(20))) {
      assertEquals("my.vmdk", disk.name());
      assertEquals(content.length, disk.size());
      disk.read(0, ByteBuffer.wrap(read));
      assertEquals(
          "rwx------",
          PosixFilePermissions.toString(Files.getPosixFilePermissions(socket().getParent())));
    }
    assertArrayEquals(content, read);
    assertNothingIsLeft();
  }

  @Test
  void theProgramIsToldToServeThisFileOnlyAndInThisFormat() throws IOException {
    programThat("exit 1");
    failure(Duration.ofSeconds(20));
    List<String> arguments = arguments();
    assertEquals("--read-only", arguments.get(0));
    assertEquals(
        "json:{\"driver\":\"vmdk\",\"backing\":null,\"file\":{\"driver\":\"host_device\",\"filename\":\""
            + directory
            + "/a \\\"b\\\",\\u00e9\"}}",
        arguments.get(3));
    assertEquals(4, arguments.size());
  }

  @ParameterizedTest
  @CsvSource({
    "exit 3, qemu-nbd ended with exit status 3",
    "echo qemu-nbd: out of luck >&2; exit 1, qemu-nbd: out of luck",
    "echo 'qemu-nbd: warning: old'; echo 'qemu-nbd: one'; echo; echo two; exit 1, qemu-nbd: one; two",
    "echo \"qemu-nbd: Failed to blk_new_open '$4': bad header\"; exit 1, qemu-nbd: bad header",
  })
  void aProgramThatEndsIsToldInOneLineWithItsOwnMessage(String does, String message)
      throws IOException {
    programThat(does);
    assertEquals("my.vmdk: cannot be opened: " + message, failure(Duration.ofSeconds(20)));
    assertNothingIsLeft();
  }

  @ParameterizedTest
  @CsvSource({
    "exec sleep 100, ''",
    "echo wait a while; exec sleep 100, ': wait a while'",
    "trap '' TERM; while true; do sleep 0.1; done, ''",
  })
  void aProgramThatNeverServesIsGivenUp(String does, String said) throws IOException {
    programThat(does);
    assertEquals(
        "my.vmdk: cannot be opened: qemu-nbd does not serve it" + said,
        failure(Duration.ofMillis(300)));
    assertNothingIsLeft();
  }

  @Test
  void aProgramThatIsNotThereIsNamedWithItsPackage() {
    String message = failure(Duration.ofSeconds(20));
    // Each release of Java has words of its own for the reason.
    assertTrue(
        message.matches(
            "my.vmdk: --via-qemu needs the program qemu-nbd \\(in Debian's package qemu-utils, in"
                + " Fedora's qemu-img\\), which cannot be started: .*"
                + "No such file or directory\\)?"),
        message);
  }

  @Test
  void aLongMessageIsCut() throws IOException {
    programThat("head -c 100000 /dev/zero | tr '\\0' x; exit 1");
    String message = failure(Duration.ofSeconds(20));
    assertEquals(
        "my.vmdk: cannot be opened: qemu-nbd: " + "x".repeat(500),
        message,
        new String(message.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
  }
}
