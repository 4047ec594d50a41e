package io.btrsend.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.cli.DamagedFixture.Place;
import io.btrsend.engine.format.FileExtentItem;
import io.btrsend.engine.format.ObjectId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** With {@code --on-error=skip} a stream is finished without what cannot be read. */
class SkippedDataTest {
  private static final int SECTOR = 4096;

  /** Where the compressed fixtures show parts of their first extent. */
  private static final List<String> WHOLE_EXTENT =
      List.of(
          "20480 bytes of subvolume p1, file regular, offset 0",
          "98304 bytes of subvolume p1, file regular, offset 32768",
          "20480 bytes of subvolume p1, file copy, offset 0");

  @TempDir private Path directory;

  private CommandRun skip(List<Path> images, String... options) {
    List<String> arguments =
        new ArrayList<>(List.of("send", "--on-error=skip", "-f", stream().toString()));
    arguments.addAll(List.of("--report", report().toString()));
    arguments.addAll(List.of(options));
    images.forEach(image -> arguments.add(image.toString()));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private Path stream() {
    return directory.resolve("out.stream");
  }

  private Path report() {
    return directory.resolve("report.json");
  }

  private void assertSoundStream() {
    CommandRun verified = CommandRun.of("verify", stream().toString());
    assertEquals(ExitCode.SUCCESS, verified.exitCode(), verified.err());
  }

  private static int indexOf(byte[] bytes, byte[] wanted, int from) {
    int at = from;
    while (!Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
      at++;
    }
    return at;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void aDamagedSectorArrivesAsZerosAndNothingElseChanges(int workers) throws IOException {
    DamagedFixture fixture = DamagedFixture.copy("dev-single-metadata", directory);
    Place place = fixture.data("p1", FileExtentItem.NONE).get(0);
    byte[] sector = DamagedFixture.read(place, SECTOR);
    DamagedFixture.flipBit(place);

    CommandRun run = skip(fixture.images(), "-s", "p1", "-j", Integer.toString(workers));

    assertEquals(ExitCode.SKIPPED, run.exitCode(), run.err());
    assertSoundStream();
    byte[] sent = Files.readAllBytes(stream());
    byte[] expected = fixture.kernelStream("p1");
    int checksum = Arrays.mismatch(expected, sent);
    System.arraycopy(sent, checksum, expected, checksum, Integer.BYTES);
    int data = indexOf(expected, sector, checksum);
    Arrays.fill(expected, data, data + SECTOR, (byte) 0);
    assertArrayEquals(expected, sent);
  }

  @Test
  void everySkippedRangeIsToldAndReported() throws IOException {
    DamagedFixture fixture = DamagedFixture.copy("dev-dup", directory);
    List<Place> copies = fixture.data("p1", FileExtentItem.NONE);
    for (Place copy : copies) {
      DamagedFixture.flipBit(copy);
    }
    CommandRun run = skip(fixture.images(), "-s", "p1");
    assertEquals(ExitCode.SKIPPED, run.exitCode(), run.err());
    String where =
        copies.get(0).image()
            + " at byte "
            + copies.get(0).at()
            + ", "
            + copies.get(1).image()
            + " at byte "
            + copies.get(1).at();
    List<String> lines = run.err().lines().toList();
    assertEquals(2, lines.size(), run.err());
    assertTrue(
        lines.get(0).startsWith("btrsend: skipped 4096 bytes of subvolume p1, file "), run.err());
    assertTrue(lines.get(0).contains(", offset 0: damaged at logical address "), run.err());
    assertTrue(lines.get(0).endsWith(where), run.err());
    assertTrue(lines.get(1).contains("4096 bytes that could not be read, in 1 ranges"), run.err());

    String json = Files.readString(report());
    assertEquals(1, json.lines().count());
    assertTrue(
        json.startsWith("{\"version\":1,\"bytes\":" + Files.size(stream()) + ",\"commands\":"),
        json);
    assertTrue(json.contains("\"skipped_bytes\":4096,\"skipped\":[{\"subvolume\":\"p1\""), json);
    assertTrue(json.contains("\"offset\":0,\"length\":4096,\"reason\":\"damaged\""), json);
    assertTrue(json.contains("\"copies\":[\"" + where.replace(", ", "\",\"") + "\"]"), json);
  }

  @Test
  void withoutDamageSkippingChangesNothing() throws IOException {
    DamagedFixture fixture = DamagedFixture.copy("dev-dup", directory);
    DamagedFixture.flipBit(fixture.data("p1", FileExtentItem.NONE).get(0));
    CommandRun run = skip(fixture.images(), "-s", "p1");
    assertEquals(ExitCode.SUCCESS, run.exitCode(), run.err());
    assertArrayEquals(fixture.kernelStream("p1"), Files.readAllBytes(stream()));
    String json = Files.readString(report());
    assertTrue(json.contains("\"repaired\":1,\"read_failures\":0,"), json);
    assertTrue(json.endsWith("\"skipped_bytes\":0,\"skipped\":[]}\n"), json);
  }

  @Test
  void whatLayOnAMissingDeviceIsSkippedStripeByStripe() throws IOException {
    DamagedFixture fixture = DamagedFixture.copy("dev-raid0-metadata-raid1", directory);
    CommandRun run = skip(fixture.images().subList(0, 1), "-s", "p1");
    assertEquals(ExitCode.SKIPPED, run.exitCode(), run.err());
    assertSoundStream();
    assertEquals(fixture.kernelStream("p1").length, Files.size(stream()));
    List<String> skipped = run.err().lines().filter(line -> line.contains(": skipped ")).toList();
    assertFalse(skipped.isEmpty(), run.err());
    for (String line : skipped) {
      assertTrue(line.contains(": missing at logical address "), line);
      assertTrue(line.contains(": missing device 2 ("), line);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "full-zlib, 1, --proto=1",
    "full-lzo, 2, --proto=1",
    "full-zstd, 3, --proto=2",
    "full-zlib, 1, --compressed-data",
    "full-lzo, 2, --compressed-data",
    "full-zstd, 3, --compressed-data",
  })
  void aDamagedCompressedExtentIsSkippedAsAWhole(String name, int compression, String option)
      throws IOException {
    DamagedFixture fixture = DamagedFixture.copy(name, directory);
    for (Place copy : fixture.data("p1", compression)) {
      DamagedFixture.flipBit(copy);
    }
    CommandRun run = skip(fixture.images(), "-s", "p1", option);
    assertEquals(ExitCode.SKIPPED, run.exitCode(), run.err());
    assertSoundStream();
    for (String range : WHOLE_EXTENT) {
      assertTrue(run.err().contains("skipped " + range + ": damaged at logical"), run.err());
    }
    assertTrue(
        run.err()
            .endsWith(" 139264 bytes that could not be read, in 3 ranges" + System.lineSeparator()),
        run.err());
  }

  @Test
  void damagedMetadataCannotBeSkipped() throws IOException {
    DamagedFixture fixture = DamagedFixture.copy("dev-single-metadata", directory);
    DamagedFixture.flipBit(fixture.treeRoot("p1").get(0));
    CommandRun run = skip(fixture.images(), "-s", "p1");
    assertEquals(ExitCode.IMAGE, run.exitCode(), run.err());
    assertEquals(1, run.err().lines().count(), run.err());
    assertEquals(List.of(), DamagedFixture.others(directory));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void soundDataWhoseChecksumsAreLostIsNotSkipped(int workers) throws IOException {
    DamagedFixture fixture = DamagedFixture.copy("dev-single-metadata", directory);
    for (Place place : fixture.treeRoot(ObjectId.CSUM_TREE)) {
      DamagedFixture.flipBit(place);
    }

    CommandRun run = skip(fixture.images(), "-s", "p1", "-j", Integer.toString(workers));

    assertEquals(ExitCode.IMAGE, run.exitCode(), run.err());
    assertTrue(run.err().contains("checksum tree: tree block"), run.err());
    assertFalse(Files.exists(stream()));
  }
}
