package io.btrsend.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Disk images that only QEMU reads, made by its own tool and read through its own server. */
@Tag("kernel")
@Timeout(120)
class ViaQemuKernelTest {
  @TempDir private Path directory;
  private Path demo;
  private Path image;

  @BeforeEach
  void unpackDemo() throws IOException {
    demo = directory.resolve("demo.img");
    image = directory.resolve("the image, \"mine\"");
    DemoFile.unpack(demo);
  }

  private void convert(String options) throws Exception {
    run("qemu-img convert -f raw -O " + options + " demo.img \"$1\"");
  }

  private void run(String script) throws Exception {
    Path output = directory.resolve("output");
    Process process =
        new ProcessBuilder("sh", "-ec", script, "sh", image.toString())
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertTrue(process.waitFor(1, TimeUnit.MINUTES));
    assertEquals(0, process.exitValue(), Files.readString(output));
  }

  private byte[] streamOf(Path disk, String... options) throws IOException {
    Path stream = directory.resolve("stream");
    List<String> line =
        new ArrayList<>(List.of("send", "-s", "snapshots/tuesday", "-p", "snapshots/monday", "-f"));
    line.add(stream.toString());
    line.addAll(List.of(options));
    line.add(disk.toString());
    CommandRun run = CommandRun.of(line.toArray(String[]::new));
    assertEquals("", run.err());
    assertEquals(0, run.exitCode());
    return Files.readAllBytes(stream);
  }

  /** The processes of qemu-nbd that serve the image. */
  private long servers() {
    return ProcessHandle.allProcesses()
        .filter(ProcessHandle::isAlive)
        .map(ProcessHandle::info)
        .filter(info -> info.command().orElse("").endsWith("/qemu-nbd"))
        .filter(
            info ->
                String.join(" ", info.arguments().orElse(new String[0])).contains("" + directory))
        .count();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "vmdk",
        "vmdk -o subformat=streamOptimized",
        "vhdx",
        "vhdx -o subformat=fixed",
        "vdi",
        "vdi -o static=on",
        "vpc",
        "vpc -o subformat=fixed",
        "vpc -o force_size=on"
      })
  void theStreamIsTheOneFromTheRawImage(String format) throws Exception {
    convert(format);
    assertArrayEquals(streamOf(demo), streamOf(image, "--via-qemu"));
    assertEquals(0, servers());
  }

  @ParameterizedTest
  @ValueSource(strings = {"list", "info", "scrub"})
  void everyCommandReadsThem(String command) throws Exception {
    convert("vmdk");
    CommandRun run = CommandRun.of(command, "--via-qemu", image.toString());
    assertEquals("", run.err());
    assertEquals(0, run.exitCode());
    String expected = CommandRun.of(command, demo.toString()).out();
    assertEquals(
        expected.replace(demo.toString(), image.toString()).lines().limit(5).toList(),
        run.out().lines().limit(5).toList());
  }

  @Test
  void infoSaysThatQemuReadsTheImage() throws Exception {
    convert("vmdk");
    CommandRun text = CommandRun.of("info", "--via-qemu", image.toString());
    assertTrue(
        text.out().contains("\nimage        vmdk via qemu-nbd         64 MiB, "), text.out());
    CommandRun json = CommandRun.of("info", "--json", "--via-qemu", image.toString());
    assertTrue(json.out().contains("\"format\":\"vmdk\",\"via_qemu\":true,"), json.out());
  }

  @Test
  void damageIsToldWithTheNameOfTheImage() throws Exception {
    convert("vdi -o static=on");
    try (FileChannel file = FileChannel.open(image, StandardOpenOption.WRITE)) {
      file.truncate(3 << 20);
    }
    CommandRun run = CommandRun.of("list", "--via-qemu", image.toString());
    assertEquals(1, run.err().lines().count(), run.err());
    assertTrue(run.err().contains(image + " at byte "), run.err());
  }

  @Test
  void whatQemuRefusesIsOneLineAndExitStatus5() throws Exception {
    convert("vdi");
    try (FileChannel file = FileChannel.open(image, StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}), 376);
    }
    CommandRun run = CommandRun.of("list", "--via-qemu", image.toString());
    assertEquals(ExitCode.IO, run.exitCode());
    assertEquals(1, run.err().lines().count(), run.err());
    String expected = "btrsend: " + image + ": cannot be opened: qemu-nbd: unsupported VDI image";
    assertTrue(run.err().startsWith(expected), run.err());
  }

  @ParameterizedTest
  @CsvSource({
    "'qemu-img convert -O vmdk -o subformat=monolithicFlat demo.img flat.vmdk;"
        + " cp flat.vmdk \"$1\"',"
        + " 'is the descriptor of a VMDK image, whose data is in other files'",
    "'qemu-img convert -O vmdk demo.img base.vmdk;"
        + " qemu-img create -q -f vmdk -b base.vmdk -F vmdk \"$1\"',"
        + " 'is a VMDK image that holds only the difference to another one'",
  })
  void imagesThatNeedOtherFilesAreRefused(String script, String what) throws Exception {
    run(script);
    CommandRun run = CommandRun.of("list", "--via-qemu", image.toString());
    assertEquals(ExitCode.IMAGE, run.exitCode());
    assertTrue(run.err().startsWith("btrsend: " + image + ": " + what + ": "), run.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM", "KILL"})
  void theServerEndsWithAProcessThatIsEnded(String signal) throws Exception {
    convert("vmdk");
    Launched launched = Launched.in(directory, Main.class);
    Path temporary = Files.createDirectory(directory.resolve("t"));
    ProcessBuilder builder =
        launched.command(
            "send",
            "-s",
            "snapshots/monday",
            "--limit-rate",
            "100",
            "-f",
            "stream",
            "--via-qemu",
            image.toString());
    builder.environment().put("BTRSEND_OPTS", "-Djava.io.tmpdir=" + temporary);
    Process process = builder.start();
    while (servers() == 0) {
      assertTrue(process.isAlive());
      Thread.sleep(20);
    }
    Thread.sleep(500);
    long java =
        process
            .descendants()
            .filter(ViaQemuKernelTest::isJava)
            .findFirst()
            .map(ProcessHandle::pid)
            .orElse(process.pid());
    new ProcessBuilder("kill", "-" + signal, "" + java).start().waitFor();
    process.waitFor();
    for (int i = 0; servers() > 0 && i < 100; i++) {
      Thread.sleep(20);
    }
    assertEquals(0, servers());
    if (!signal.equals("KILL")) {
      assertEquals(0, temporary.toFile().list().length);
    }
  }

  private static boolean isJava(ProcessHandle process) {
    return process.info().command().orElse("").endsWith("/java");
  }
}
