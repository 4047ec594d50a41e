package io.btrsend.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.engine.text.ByteSize;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images whose bytes are in other files. */
class BackingFilesTest {
  @TempDir private Path root;
  private Path images;
  private Path elsewhere;

  @BeforeEach
  void makeDirectories() throws IOException {
    root = root.toRealPath();
    images = Files.createDirectory(root.resolve("images"));
    elsewhere = Files.createDirectory(root.resolve("elsewhere"));
  }

  private static Path demoIn(Path directory) throws IOException {
    Path demo = directory.resolve("demo.img");
    DemoFile.unpack(demo);
    return demo;
  }

  /** A qcow2 image that holds nothing itself. */
  private Path over(Path backing, String format) throws IOException {
    int cluster = 1 << 16;
    byte[] name = backing.toString().getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(2 * cluster);
    bytes.putInt(0, 0x514649fb).putInt(4, 3).putLong(8, 4096).putInt(16, name.length);
    bytes.putInt(20, 16).putLong(24, 256 << 20).putInt(36, 1).putLong(40, cluster);
    bytes.putInt(96, 4).putInt(100, 104);
    bytes.putInt(104, 0xe2792aca).putInt(108, format.length());
    bytes.put(112, format.getBytes(StandardCharsets.UTF_8)).put(4096, name);
    return Files.write(images.resolve(backing.getFileName() + ".over"), bytes.array());
  }

  @ParameterizedTest
  @ValueSource(strings = {"send -s snapshots/monday", "list", "info"})
  void aBackingFileElsewhereIsOpenedIfItsDirectoryIsAllowed(String command) throws IOException {
    Path image = over(demoIn(elsewhere), "raw");
    CommandRun refused = run(command, image.toString());
    assertEquals(ExitCode.IMAGE, refused.exitCode());
    assertEquals(
        "btrsend: %s: its backing file %s is not a file in the image's directory %s:"
                .formatted(image, elsewhere.resolve("demo.img"), images)
            + " not opened without --allow-backing "
            + elsewhere
            + "\n",
        refused.err());

    String[] allowed = {
      "--allow-backing", images.toString(), "--allow-backing", elsewhere.toString()
    };
    CommandRun run = run(command, allowed[0], allowed[1], allowed[2], allowed[3], image.toString());
    assertEquals(ExitCode.SUCCESS, run.exitCode(), run.err());
  }

  private CommandRun run(String command, String... arguments) {
    List<String> line = new ArrayList<>(List.of(command.split(" ")));
    if (line.get(0).equals("send")) {
      line.addAll(List.of("-f", root.resolve("stream").toString()));
    }
    line.addAll(List.of(arguments));
    return CommandRun.of(line.toArray(String[]::new));
  }

  @Test
  void noOutputReplacesAFileOfTheChain() throws IOException {
    Path demo = demoIn(images);
    Path middle = over(demo, "raw");
    Path top = over(middle, "qcow2");
    for (Path file : List.of(demo, middle, top)) {
      byte[] before = Files.readAllBytes(file);
      CommandRun run =
          CommandRun.of("send", "-s", "snapshots/monday", "-f", "" + file, top.toString());
      assertEquals("btrsend: not writing to %s, which is an input\n".formatted(file), run.err());
      assertEquals(ExitCode.USAGE, run.exitCode());
      assertArrayEquals(before, Files.readAllBytes(file));
    }
  }

  @Test
  void noOutputReplacesAnImageThatIsOfNoUse() throws IOException {
    Path demo = demoIn(images);
    Path other = Files.write(images.resolve("other.img"), new byte[1 << 20]);
    Path image = over(other, "raw");
    CommandRun run =
        CommandRun.of(
            "send", "-s", "snapshots/monday", "-f", "" + other, image.toString(), demo.toString());
    assertEquals(ExitCode.USAGE, run.exitCode(), run.err());
    assertArrayEquals(new byte[1 << 20], Files.readAllBytes(other));
  }

  @Test
  void infoNamesTheWholeChain() throws IOException {
    Path demo = demoIn(images);
    Path below = over(demo, "raw");
    Path image = over(below, "qcow2");
    CommandRun text = CommandRun.of("info", image.toString());
    assertEquals(0, text.exitCode(), text.err());
    String allocated = "[0-9.]+ [KM]iB allocated, ";
    List<String> expected =
        List.of(
            "image        qcow2                    256 MiB, " + allocated + image,
            "backing file qcow2                    256 MiB, " + allocated + below,
            "backing file raw                       64 MiB, " + allocated + demo);
    List<String> layers = text.out().lines().filter(line -> line.contains(".img")).skip(1).toList();
    assertEquals(expected.size(), layers.size(), text.out());
    for (int i = 0; i < expected.size(); i++) {
      assertTrue(layers.get(i).matches(expected.get(i)), layers.get(i));
    }

    String json = CommandRun.of("info", "--json", image.toString()).out();
    assertTrue(
        json.contains(
            "\"layers\":[{\"role\":\"image\",\"format\":\"qcow2\",\"via_qemu\":false,\"name\":\"%s\",\"size\":%d,\"allocated\":"
                .formatted(image, 256 << 20)),
        json);
    assertTrue(
        json.contains(
            "{\"role\":\"backing_file\",\"format\":\"raw\",\"via_qemu\":false,\"name\":\"%s\",\"size\":%d,\"allocated\":"
                .formatted(demo, 64 << 20)),
        json);
  }

  @Test
  void infoTellsWhatASparseFileTakes() throws IOException {
    Path demo = demoIn(images);
    String line =
        CommandRun.of("info", demo.toString())
            .out()
            .lines()
            .filter(text -> text.startsWith("image "))
            .findFirst()
            .orElseThrow();
    Matcher parts =
        Pattern.compile("image +raw +64 MiB, (\\S+ [KM]iB) allocated, (.*)").matcher(line);
    assertTrue(parts.matches(), line);
    assertEquals(demo.toString(), parts.group(2));
    assertTrue(ByteSize.parse(parts.group(1).replaceAll("\\.\\d", "")) < 32 << 20, line);
  }
}
