package io.btrsend.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.FilesystemOptions;
import io.btrsend.engine.filesystem.SubvolumeInfo;
import io.btrsend.engine.send.RequestPlanner;
import io.btrsend.engine.send.SendSelection;
import io.btrsend.engine.send.SendSession;
import io.btrsend.engine.send.SequentialSend;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SendCommandTest {
  private static final String FIRST = DemoImage.FIRST_SNAPSHOT;
  private static final String SECOND = DemoImage.SECOND_SNAPSHOT;

  @TempDir private Path directory;
  private Path image;
  private Path stream;

  @BeforeEach
  void unpack() throws IOException {
    image = directory.resolve("demo.img");
    stream = directory.resolve("out.stream");
    DemoFile.unpack(image);
  }

  private CommandRun send(String... options) {
    String[] arguments =
        Stream.of(
                Stream.of("send", "-f", stream.toString()),
                Stream.of(options),
                Stream.of(image.toString()))
            .flatMap(part -> part)
            .toArray(String[]::new);
    return CommandRun.of(arguments);
  }

  /** One line, its exit code, and nothing left in the directory but the image. */
  private void assertRefused(int exitCode, String message, CommandRun run) throws IOException {
    assertTrue(run.err().contains(message), run.err());
    assertEquals(exitCode, run.exitCode(), run.err());
    assertEquals(1, run.err().lines().count(), run.err());
    assertEquals("", run.out());
    try (Stream<Path> files = Files.list(directory)) {
      assertEquals(List.of(image), files.toList());
    }
  }

  private byte[] expected(String subvolume, String parent) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (Filesystem filesystem = Filesystem.open(List.of(image), FilesystemOptions.defaults())) {
      SubvolumeInfo base = parent == null ? null : named(filesystem, parent);
      SendSelection selection =
          new SendSelection(
              List.of(named(filesystem, subvolume)),
              base,
              List.of(),
              false,
              OptionalInt.empty(),
              false,
              false,
              false);
      var request =
          new RequestPlanner(filesystem.subvolumes()::byUuid, info -> "").plan(selection).get(0);
      SequentialSend.run(SendSession.open(filesystem, request), Channels.newChannel(out));
    }
    return out.toByteArray();
  }

  private static SubvolumeInfo named(Filesystem filesystem, String path) {
    return filesystem.subvolumes().byPath(path.getBytes(StandardCharsets.UTF_8)).orElseThrow();
  }

  private void assertSent(byte[] expected, CommandRun run) throws IOException {
    assertEquals(new CommandRun(ExitCode.SUCCESS, "", ""), run);
    assertArrayEquals(expected, Files.readAllBytes(stream));
    try (Stream<Path> files = Files.list(directory)) {
      assertEquals(2, files.count());
    }
  }

  @Test
  void aSubvolumeIsSentByPathIdOrUuid() throws IOException {
    byte[] expected = expected(FIRST, null);
    assertSent(expected, send("-s", FIRST));
    assertSent(expected, send("-s", "/" + FIRST + "/"));
    try (Filesystem filesystem = Filesystem.open(List.of(image), FilesystemOptions.defaults())) {
      SubvolumeInfo info = named(filesystem, FIRST);
      assertSent(expected, send("-s", Long.toString(info.id())));
      assertSent(expected, send("-s", info.uuid().toString()));
    }
  }

  @Test
  void theDifferenceToAParentIsSent() throws IOException {
    assertSent(expected(SECOND, FIRST), send("-s", SECOND, "-p", FIRST));
  }

  @Test
  void aParentIsChosenAmongTheCloneSources() throws IOException {
    assertSent(expected(SECOND, FIRST), send("-s", SECOND, "-c", FIRST));
  }

  @Test
  void severalSubvolumesAreSentOneAfterTheOther() throws IOException {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.write(expected(FIRST, null));
    both.write(expected(SECOND, null));
    assertSent(both.toByteArray(), send("-s", FIRST, "-s", SECOND));
  }

  @Test
  void anExistingFileIsReplaced() throws IOException {
    Files.writeString(stream, "something old");
    assertSent(expected(FIRST, null), send("-s", FIRST));
  }

  @Test
  void verboseSaysWhatWasSent() {
    CommandRun run = send("-v", "-s", SECOND, "-p", FIRST);
    assertEquals(ExitCode.SUCCESS, run.exitCode());
    assertTrue(run.err().contains("sending " + SECOND + " against " + FIRST), run.err());
    assertTrue(run.err().contains(" commands, "), run.err());
  }

  @Test
  void withoutANameThereMustBeOnlyOneReadOnlySubvolume() throws IOException {
    assertRefused(ExitCode.REFUSED, "name one with -s: " + FIRST + ", " + SECOND, send());
  }

  @ParameterizedTest
  @ValueSource(strings = {"--proto=3", "--proto=-1"})
  void aProtocolThatDoesNotExistIsRefused(String option) throws IOException {
    assertRefused(ExitCode.REFUSED, "protocol version", send("-s", FIRST, option));
  }

  @Test
  void compressedDataInProtocolOneIsRefused() throws IOException {
    assertRefused(
        ExitCode.REFUSED,
        "compressed data needs",
        send("-s", FIRST, "--proto=1", "--compressed-data"));
  }

  @Test
  void aSettingThatCannotBeUsedIsAUsageError() throws IOException {
    assertRefused(ExitCode.USAGE, "setting btrsend.parallelism = 0", send("-s", FIRST, "-j", "0"));
    assertRefused(ExitCode.USAGE, "no such setting", send("-s", FIRST, "-D", "speed=1"));
  }

  static boolean hasFullDevice() {
    return Files.isWritable(Path.of("/dev/full"));
  }

  @Test
  @EnabledIf("hasFullDevice")
  void aFullDiskIsAnOutputError() throws IOException {
    stream = Path.of("/dev/full");
    assertRefused(ExitCode.IO, "No space left on device", send("-s", FIRST));
  }
}
