package io.btrsend.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.engine.filesystem.KernelFilesystem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is said about an image that the kernel has mounted. */
@Tag("kernel")
@Timeout(60)
class MountedImageKernelTest {
  private final Deque<String[]> cleanUp = new ArrayDeque<>();
  @TempDir private Path directory;
  private Path image;
  private String device;
  private Path mountPoint;

  @BeforeEach
  void attach() throws Exception {
    KernelFilesystem.requireKernel();
    image = directory.resolve("demo.img");
    DemoFile.unpack(image);
    mountPoint = Files.createDirectory(directory.resolve("mount point"));
    device = run("losetup", "-f", "--show", image.toString());
    cleanUp.push(new String[] {"losetup", "-d", device});
  }

  @AfterEach
  void detach() throws Exception {
    while (!cleanUp.isEmpty()) {
      run(cleanUp.pop());
    }
  }

  private void mount(String options) throws Exception {
    run("mount", "-o", options, device, mountPoint.toString());
    cleanUp.push(new String[] {"umount", mountPoint.toString()});
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), () -> Arrays.toString(command) + ": " + out);
    return out.strip();
  }

  private static String said(String... command) {
    CommandRun run = CommandRun.of(command);
    assertEquals(0, run.exitCode(), run.err());
    return run.err();
  }

  @Test
  void aMountForWritingIsANoticeForTheDeviceAndForItsFile() throws Exception {
    mount("rw");
    for (String name : new String[] {device, image.toString()}) {
      assertEquals(
          "btrsend: "
              + name
              + ": is mounted for writing at "
              + mountPoint
              + ", so it may change while it is read: mount it read-only meanwhile, or name a"
              + " snapshot of the device\n",
          said("list", name));
    }
  }

  @Test
  void aReadOnlyMountIsNot() throws Exception {
    mount("ro");
    assertEquals("", said("list", image.toString()));
    assertEquals("", said("list", device));
  }

  @Test
  void aCopyOfWhatIsMountedIsNot() throws Exception {
    Path copy = Files.copy(image, directory.resolve("copy.img"));
    mount("rw");
    assertEquals("", said("list", copy.toString()));
    assertTrue(said("info", "-q", image.toString()).isEmpty());
  }
}
