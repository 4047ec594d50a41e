package io.btrsend.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a process does about qemu-nbd, which here is a script that fails. */
@Timeout(60)
class ViaQemuProcessTest {
  @TempDir private Path directory;
  private Launched launched;
  private Path image;

  @BeforeEach
  void launch() throws IOException {
    launched = Launched.in(directory, Main.class);
    image = directory.resolve("disk.vdi");
    byte[] header = new byte[1 << 20];
    header[64] = 0x7f;
    header[65] = 0x10;
    header[66] = (byte) 0xda;
    header[67] = (byte) 0xbe;
    header[76] = 1;
    Files.write(image, header);
  }

  private void qemuNbdThat(String does) throws IOException {
    Path programs = Files.createDirectory(directory.resolve("programs"));
    Path program = Files.writeString(programs.resolve("qemu-nbd"), "#!/bin/sh\n" + does + "\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
  }

  private Process list(String... arguments) throws IOException {
    ProcessBuilder builder = launched.command(arguments);
    builder
        .environment()
        .merge("PATH", directory.resolve("programs") + ":", (path, first) -> first + path);
    return builder.start();
  }

  @Test
  void itIsFoundOnThePathAndItsFailureIsExitStatus5() throws Exception {
    qemuNbdThat("echo qemu-nbd: the disk is tired >&2; exit 1");
    launched.assertEnded(
        list("list", "--via-qemu", image.toString()),
        ExitCode.IO,
        image + ": cannot be opened: qemu-nbd: the disk is tired");
  }

  @Test
  void itIsNotStartedUnlessAskedFor() throws Exception {
    qemuNbdThat("touch " + directory.resolve("started"));
    launched.assertEnded(
        list("list", image.toString()), ExitCode.IMAGE, "is a VDI image, not a btrfs filesystem");
    assertTrue(Files.notExists(directory.resolve("started")));
  }

  @Test
  void nothingIsLoadedForItWhenARawImageIsSent() throws Exception {
    Path demo = directory.resolve("demo.img");
    DemoFile.unpack(demo);
    Path log = directory.resolve("loaded");
    ProcessBuilder builder =
        launched.command("send", "-s", "snapshots/monday", "-f", "stream", demo.toString());
    builder.environment().put("BTRSEND_OPTS", "-Xlog:class+load:file=" + log);
    launched.assertEnded(builder.start(), 0, "");
    List<String> loaded =
        Files.readAllLines(log).stream().filter(line -> line.contains(".image.")).toList();
    assertTrue(loaded.stream().anyMatch(line -> line.contains(".image.ImageFile")), "" + loaded);
    assertEquals(List.of(), loaded.stream().filter(line -> line.contains(".image.qemu.")).toList());
  }
}
