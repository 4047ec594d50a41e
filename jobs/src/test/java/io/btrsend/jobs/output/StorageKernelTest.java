package io.btrsend.jobs.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which block devices share storage, asked of a kernel that has them. */
@Tag("kernel")
class StorageKernelTest {
  @TempDir private Path directory;
  private final Deque<String[]> cleanUp = new ArrayDeque<>();
  private Path image;

  @BeforeEach
  void makeImage() throws IOException {
    image = directory.resolve("image");
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(16 << 20);
    }
  }

  @AfterEach
  void removeDevices() throws Exception {
    while (!cleanUp.isEmpty()) {
      run(cleanUp.pop());
    }
  }

  private static String run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), () -> Arrays.toString(command) + ": " + out);
    return out.strip();
  }

  private Path loop(String... options) throws Exception {
    String[] command = new String[options.length + 4];
    System.arraycopy(new String[] {"losetup", "-f", "--show"}, 0, command, 0, 3);
    System.arraycopy(options, 0, command, 3, options.length);
    command[command.length - 1] = image.toString();
    String device = run(command);
    cleanUp.push(new String[] {"losetup", "-d", device});
    return Path.of(device);
  }

  private static boolean overlap(Path one, Path other) throws IOException {
    boolean overlap = Storage.of(one).overlaps(Storage.of(other));
    assertEquals(overlap, Storage.of(other).overlaps(Storage.of(one)));
    return overlap;
  }

  @Test
  void aLoopDeviceLiesOnItsFile() throws Exception {
    Path device = loop();
    assertEquals(Storage.Kind.BLOCK_DEVICE, Storage.of(device).kind());
    assertTrue(overlap(device, image));
    assertTrue(overlap(device, Files.createLink(directory.resolve("hard"), image)));
    assertTrue(overlap(device, Files.createSymbolicLink(directory.resolve("soft"), device)));
    assertFalse(overlap(device, Files.createFile(directory.resolve("other"))));
  }

  @Test
  void anotherNodeOfTheSameDeviceIsTheSame() throws Exception {
    Path device = loop();
    Path node = directory.resolve("node");
    run("cp", "-a", device.toString(), node.toString());
    assertTrue(overlap(device, node));
    assertTrue(overlap(image, node));
  }

  @Test
  void loopDevicesOverDifferentPartsOfAFileAreApart() throws Exception {
    Path all = loop();
    Path first = loop("-o", "1048576", "--sizelimit", "1048576");
    Path second = loop("-o", "2097152");
    assertTrue(overlap(all, first));
    assertTrue(overlap(all, second));
    assertFalse(overlap(first, second));
    assertTrue(overlap(first, image));
  }

  @Test
  void aDeviceThatIsReadIsNotWritten() throws Exception {
    Path device = loop();
    for (Path[] pair : new Path[][] {{image, device}, {device, image}, {device, device}}) {
      StorageClaims claims = new StorageClaims();
      claims.read(pair[1]);
      try (Outputs outputs = new Outputs()) {
        assertThrows(
            OutputConflictException.class,
            () -> outputs.open(claims, List.of(directory.resolve("out"), pair[0])));
      }
      assertFalse(Files.exists(directory.resolve("out")));
    }
  }
}
