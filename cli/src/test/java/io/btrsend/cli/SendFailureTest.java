package io.btrsend.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.cli.DamagedFixture.Place;
import io.btrsend.engine.format.FileExtentItem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is wrong: one exit code, one line, and no file. */
class SendFailureTest {
  @TempDir private Path directory;

  private CommandRun send(List<Path> images, String... options) {
    List<String> arguments = new ArrayList<>(List.of("send", "-f", stream().toString()));
    arguments.addAll(List.of(options));
    images.forEach(image -> arguments.add(image.toString()));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private Path stream() {
    return directory.resolve("out.stream");
  }

  /** The one line contains all these texts. */
  private void assertFailed(int exitCode, CommandRun run, String... texts) throws IOException {
    assertEquals(exitCode, run.exitCode(), run.err());
    assertEquals(1, run.err().lines().count(), run.err());
    assertTrue(run.err().startsWith("btrsend: "), run.err());
    for (String text : texts) {
      assertTrue(run.err().contains(text), run.err() + " lacks " + text);
    }
    assertEquals("", run.out());
    assertEquals(List.of(), DamagedFixture.others(directory));
  }

  private void assertSent(byte[] expected, CommandRun run) throws IOException {
    assertEquals(ExitCode.SUCCESS, run.exitCode(), run.err());
    assertArrayEquals(expected, Files.readAllBytes(stream()));
    assertEquals(List.of("out.stream"), DamagedFixture.others(directory));
  }

  @Test
  void goingOnWithAFileThatIsNotPartialIsRefusedBeforeAnyImageIsKnown() throws IOException {
    CommandRun run = CommandRun.of("send", "--resume", stream().toString());
    assertFailed(ExitCode.REFUSED, run, stream().toString());
  }

  @Test
  void aFlippedBitInTheOnlyCopyOfDataNamesSubvolumeFileAndDevice() throws IOException {
    DamagedFixture fixture = DamagedFixture.copy("dev-single-metadata", directory);
    Place place = fixture.data("p1", FileExtentItem.NONE).get(0);
    DamagedFixture.flipBit(place);
    assertFailed(
        ExitCode.IMAGE,
        send(fixture.images(), "-s", "p1"),
        "subvolume p1, file ",
        "offset 0: no sound copy of the sector at logical address ",
        place.image() + " at byte " + place.at());
  }

  @Test
  void aFlippedBitInOneCopyOfDataIsRepairedAndTold() throws IOException {
    DamagedFixture fixture = DamagedFixture.copy("dev-dup", directory);
    List<Place> copies = fixture.data("p1", FileExtentItem.NONE);
    assertEquals(2, copies.size());
    DamagedFixture.flipBit(copies.get(0));
    CommandRun run = send(fixture.images(), "-s", "p1");
    assertSent(fixture.kernelStream("p1"), run);
    assertRepairsTold(run, fixture.images().get(0), 1);
  }

  private static void assertRepairsTold(CommandRun run, Path image, int count) {
    assertEquals(
        "btrsend: "
            + image
            + ": "
            + count
            + " damaged blocks or sectors, read from another copy"
            + System.lineSeparator(),
        run.err());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void aFlippedBitInOneCopyOfMetadataDoesNoHarm(int damaged) throws IOException {
    DamagedFixture fixture = DamagedFixture.copy("dev-dup", directory);
    DamagedFixture.flipBit(fixture.treeRoot("p1").get(damaged));
    CommandRun run = send(fixture.images(), "-s", "p1");
    assertSent(fixture.kernelStream("p1"), run);
    if (damaged == 0) {
      assertRepairsTold(run, fixture.images().get(0), 1);
    }
  }

  @Test
  void aFlippedBitInEveryCopyOfMetadataNamesTheBlockAndBothPlaces() throws IOException {
    DamagedFixture fixture = DamagedFixture.copy("dev-dup", directory);
    List<Place> copies = fixture.treeRoot("p1");
    for (Place copy : copies) {
      DamagedFixture.flipBit(copy);
    }
    assertFailed(
        ExitCode.IMAGE,
        send(fixture.images(), "-s", "p1"),
        "tree block ",
        copies.get(0).image() + " at byte " + copies.get(0).at(),
        copies.get(1).image() + " at byte " + copies.get(1).at());
  }

  @Test
  void aFlippedBitInTheOnlyCopyOfMetadataIsABadImage() throws IOException {
    DamagedFixture fixture = DamagedFixture.copy("dev-single-metadata", directory);
    Place place = fixture.treeRoot("p1").get(0);
    DamagedFixture.flipBit(place);
    assertFailed(
        ExitCode.IMAGE,
        send(fixture.images(), "-s", "p1"),
        "tree block ",
        place.image() + " at byte " + place.at());
  }

  @Test
  void anImageThatEndsBeforeTheDataIsABadImage() throws IOException {
    DamagedFixture fixture = DamagedFixture.copy("dev-single-metadata", directory);
    Place data = fixture.data("p1", FileExtentItem.NONE).get(0);
    Place metadata = fixture.treeRoot("p1").get(0);
    DamagedFixture.truncate(data.at() > metadata.at() ? data : metadata);
    assertFailed(
        ExitCode.IMAGE,
        send(fixture.images(), "-q", "-s", "p1"),
        fixture.images().get(0).toString(),
        "beyond its end");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 60_000, 65_536, 70_000, 5_000_000})
  void anImageThatEndsAnywhereIsABadImage(int length) throws IOException {
    DamagedFixture fixture = DamagedFixture.copy("dev-single-metadata", directory);
    Path image = fixture.images().get(0);
    DamagedFixture.truncate(new Place(image, length));
    assertFailed(ExitCode.IMAGE, send(fixture.images(), "-s", "p1"), image.toString());
  }

  @Test
  void aFileThatIsNoFilesystemIsABadImage() throws IOException {
    byte[] noise = new byte[1 << 20];
    new Random(1).nextBytes(noise);
    Path image = Files.write(directory.resolve("noise.img"), noise);
    assertFailed(ExitCode.IMAGE, send(List.of(image)), image.toString(), "btrfs");
  }

  @Test
  void anEmptyFileIsABadImage() throws IOException {
    Path image = Files.createFile(directory.resolve("empty.img"));
    assertFailed(ExitCode.IMAGE, send(List.of(image)), image.toString());
  }

  @Test
  void aDirectoryIsNoImage() throws IOException {
    Path image = Files.createDirectory(directory.resolve("directory.img"));
    assertFailed(ExitCode.IMAGE, send(List.of(image)), image + ": is a directory");
  }

  @Test
  void aMissingImageIsAnInputError() throws IOException {
    Path image = directory.resolve("absent.img");
    assertFailed(ExitCode.IO, send(List.of(image)), image + ": ", "no such file");
  }

  @Test
  void whatIsNotReadOnlyIsRefused() throws IOException {
    Path image = demo();
    assertFailed(
        ExitCode.REFUSED,
        send(List.of(image), "-s", "home"),
        image + ": subvolume home is not read-only");
    assertFailed(
        ExitCode.REFUSED,
        send(List.of(image), "-s", DemoImage.FIRST_SNAPSHOT, "-p", "home"),
        image + ": parent home is not read-only");
  }

  @Test
  void aMissingSubvolumeIsRefusedWithTheClosestNames() throws IOException {
    Path image = demo();
    assertFailed(
        ExitCode.REFUSED,
        send(List.of(image), "-s", "snapshots/munday"),
        image + ": no subvolume 'snapshots/munday'",
        "closest: " + DemoImage.FIRST_SNAPSHOT);
  }

  @Test
  void saidTwiceVerboseAddsTheStackTrace() throws IOException {
    Path image = demo();
    CommandRun once = send(List.of(image), "-v", "-s", "absent");
    assertEquals(1, once.err().lines().count(), once.err());
    for (String[] options : new String[][] {{"-v", "-v"}, {"-vv"}, {"--verbose", "-v"}}) {
      CommandRun twice =
          CommandRun.of("list", options[0], options[options.length - 1], image + ".absent");
      assertEquals(ExitCode.IO, twice.exitCode());
      assertTrue(twice.err().startsWith("btrsend: " + image + ".absent: "), twice.err());
      assertTrue(twice.err().contains("\tat io.btrsend."), twice.err());
    }
    CommandRun twice = send(List.of(image), "-v", "-v", "-s", "absent");
    assertTrue(twice.err().contains("\tat io.btrsend."), twice.err());
    assertTrue(twice.err().startsWith(once.err()), twice.err());
  }

  @Test
  void anAtSignBelongsToTheName() throws IOException {
    Path image = demo();
    for (Path existing : List.of(directory, image)) {
      assertFailed(
          ExitCode.REFUSED,
          send(List.of(image), "-s", "@" + existing),
          "no subvolume '@" + existing + "'");
    }
  }

  private Path demo() throws IOException {
    Path image = directory.resolve("demo.img");
    DemoFile.unpack(image);
    return image;
  }

  @ParameterizedTest
  @ValueSource(strings = {"-f", "--report"})
  void anImageIsNoOutput(String option) throws IOException {
    Path image = demo();
    byte[] before = Files.readAllBytes(image);
    CommandRun run =
        CommandRun.of("send", "-s", DemoImage.FIRST_SNAPSHOT, option, image + "", image + "");
    assertFailed(ExitCode.USAGE, run, "not writing to " + image + ", which is an input");
    assertArrayEquals(before, Files.readAllBytes(image));
  }

  @ParameterizedTest
  @CsvSource({
    "--fast, Unknown option: '--fast'",
    "--on-error=hide, 'hide'",
    "--proto=two, 'two'",
    "--subvolume, --subvolume",
  })
  void anOptionThatCannotBeUsedIsAUsageError(String option, String text) throws IOException {
    assertFailed(
        ExitCode.USAGE, CommandRun.of("send", "any.img", option), text, "btrsend send --help");
  }

  @Test
  void quietAndVerboseExcludeEachOther() throws IOException {
    assertFailed(
        ExitCode.USAGE, CommandRun.of("send", "-q", "-v", demo().toString()), "-q and -v exclude");
  }

  @ParameterizedTest
  @ValueSource(strings = {"send", "list", "info"})
  void aCommandThatReadsImagesNeedsOne(String command) throws IOException {
    assertFailed(ExitCode.USAGE, CommandRun.of(command), "'IMAGE'", command + " --help");
  }

  @Test
  void anOutputInADirectoryThatDoesNotExistIsAnOutputError() throws IOException {
    Path output = directory.resolve("absent/out.stream");
    CommandRun run =
        CommandRun.of(
            "send", "-s", DemoImage.FIRST_SNAPSHOT, "-f", output.toString(), demo().toString());
    assertFailed(
        ExitCode.IO, run, "btrsend: " + output.getParent() + ": no such file or directory");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void withoutOneDeviceOfRaid1TheSendSucceedsWithANotice(int missing) throws IOException {
    DamagedFixture fixture = DamagedFixture.copy("dev-raid1", directory);
    CommandRun run = send(List.of(fixture.images().get(1 - missing)), "-s", "p1");
    assertSent(fixture.kernelStream("p1"), run);
    assertEquals(1, run.err().lines().count(), run.err());
    assertTrue(run.err().contains("btrsend: device " + (missing + 1) + " ("), run.err());
    assertTrue(run.err().contains("is not among the images"), run.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"dev-raid0", "dev-raid0-metadata-raid1"})
  void withoutOneDeviceOfRaid0TheSendFailsAndNamesTheDevice(String name) throws IOException {
    DamagedFixture fixture = DamagedFixture.copy(name, directory);
    List<Path> left = new ArrayList<>(fixture.images());
    left.remove(1);
    CommandRun run = send(left, "-s", "p1");
    assertEquals(ExitCode.IMAGE, run.exitCode(), run.err());
    String failure = run.err().lines().reduce((first, last) -> last).orElseThrow();
    assertTrue(failure.contains("needs device 2 ("), failure);
    assertTrue(failure.contains("), which is missing"), failure);
    assertEquals(List.of(), DamagedFixture.others(directory));
  }
}
