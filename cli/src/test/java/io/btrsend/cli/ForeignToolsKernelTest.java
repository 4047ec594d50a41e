package io.btrsend.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files made by the tools of their formats, with a btrfs filesystem in them where that can be. */
@Tag("kernel")
class ForeignToolsKernelTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "an ext2 filesystem, mke2fs -q -t ext2 made 20M",
    "an ext3 filesystem, mke2fs -q -t ext3 made 20M",
    "an ext4 filesystem, mke2fs -q -t ext4 made 20M",
    "an xfs filesystem, truncate -s 400M made && mkfs.xfs -q made",
    "swap space, dd if=/dev/zero of=made bs=1M count=2 && mkswap made",
    "a VMDK image, qemu-img convert -O vmdk demo.img made",
    "a VMDK image, qemu-img convert -O vmdk -o subformat=streamOptimized demo.img made",
    "a VMDK image, qemu-img convert -O vmdk -o subformat=monolithicFlat demo.img made",
    "a VHDX image, qemu-img convert -O vhdx demo.img made",
    "a VDI image, qemu-img convert -O vdi demo.img made",
    "a VPC (VHD) image, qemu-img convert -O vpc demo.img made",
    "a QED image, qemu-img convert -O qed demo.img made",
    "compressed with gzip, gzip -c demo.img > made",
    "compressed with xz, xz -0 -c demo.img > made",
    "compressed with zstd, zstd -q -c demo.img > made",
    "compressed with bzip2, bzip2 -c demo.img > made",
    "compressed with lz4, lz4 -q -c demo.img > made",
    "encrypted with gpg, gpg --batch --homedir . --pinentry-mode loopback --passphrase x -c -o made"
        + " demo.img",
    "encrypted with gpg, gpg --batch --homedir . --pinentry-mode loopback --passphrase x -c -a -o"
        + " made demo.img"
  })
  void whatAToolMadeIsNamed(String what, String command) throws Exception {
    DemoFile.unpack(directory.resolve("demo.img"));
    run(command);
    Path made = directory.resolve("made");
    CommandRun asImage = CommandRun.of("list", made.toString());
    assertEquals(ExitCode.IMAGE, asImage.exitCode());
    assertBegins(made + ": is " + what + ", not a btrfs filesystem", asImage);
    CommandRun asStream = CommandRun.of("verify", made.toString());
    assertEquals(ExitCode.STREAM, asStream.exitCode());
    assertBegins(made + ": is " + what + ", not a send stream", asStream);
  }

  private static void assertBegins(String message, CommandRun run) {
    assertTrue(run.err().startsWith("btrsend: " + message), run.err());
    assertEquals(1, run.err().lines().count(), run.err());
  }

  private void run(String command) throws IOException, InterruptedException {
    Path output = directory.resolve("output");
    Process process =
        new ProcessBuilder("sh", "-c", command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertTrue(process.waitFor(1, TimeUnit.MINUTES));
    assertEquals(0, process.exitValue(), () -> text(output));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
