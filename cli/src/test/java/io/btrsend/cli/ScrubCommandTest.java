package io.btrsend.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.cli.DamagedFixture.Place;
import io.btrsend.engine.format.FileExtentItem;
import io.btrsend.engine.format.ObjectId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScrubCommandTest {
  @TempDir private Path directory;

  private static CommandRun scrub(List<Path> images, String... options) {
    List<String> arguments = new ArrayList<>(List.of("scrub"));
    arguments.addAll(List.of(options));
    images.forEach(image -> arguments.add(image.toString()));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private static List<String> lines(CommandRun run) {
    return run.out().lines().toList();
  }

  @Test
  void aSoundFilesystemIsToldToBeSound() throws IOException {
    DamagedFixture fixture = DamagedFixture.copy("dev-raid1", directory);
    CommandRun run = scrub(fixture.images());
    assertEquals(ExitCode.SUCCESS, run.exitCode(), run.err());
    assertEquals("nothing is bad", lines(run).get(lines(run).size() - 1));
    assertEquals("", run.err());
  }

  @Test
  void aBadSectorWithASoundCopyNamesItsFileAndCanBeRepaired() throws IOException {
    DamagedFixture fixture = DamagedFixture.copy("dev-raid1", directory);
    Place place = fixture.data("p1", FileExtentItem.NONE).get(1);
    DamagedFixture.flipBit(place);
    CommandRun run = scrub(fixture.images());
    assertEquals(ExitCode.REPAIRABLE, run.exitCode(), run.err());
    String line = lines(run).get(0);
    assertTrue(line.startsWith(place.image() + ": data, copy "), line);
    assertTrue(line.contains(" at byte " + place.at() + ", 4096 bytes, logical "), line);
    assertTrue(line.contains(": its crc32c checksum does not match; can be repaired; "), line);
    assertTrue(line.contains("cut in p1 from byte 0"), line);
    assertTrue(run.out().contains(", 4 KiB of data bad"), run.out());
    assertTrue(run.out().endsWith("all that is bad or missing can be repaired\n"), run.out());
  }

  @Test
  void aBadSectorWithoutACopyIsLost() throws IOException {
    DamagedFixture fixture = DamagedFixture.copy("dev-single-metadata", directory);
    DamagedFixture.flipBit(fixture.data("p1", FileExtentItem.NONE).get(0));
    CommandRun run = scrub(fixture.images());
    assertEquals(ExitCode.IMAGE, run.exitCode(), run.err());
    assertTrue(lines(run).get(0).contains("; lost; "), run.out());
  }

  @Test
  void aBadTreeBlockNamesItsTree() throws IOException {
    DamagedFixture fixture = DamagedFixture.copy("dev-raid1", directory);
    DamagedFixture.flipBit(fixture.treeRoot(ObjectId.CSUM_TREE).get(0));
    DamagedFixture.flipBit(fixture.treeRoot("p1").get(1));
    String out = scrub(fixture.images()).out();
    assertTrue(out.contains("metadata, copy "), out);
    assertTrue(out.contains("; can be repaired; checksum tree\n"), out);
    assertTrue(out.contains("; can be repaired; subvolume p1"), out);
  }

  @Test
  void asJsonThereIsOneObjectForEachFindingAndDeviceAndASummary() throws IOException {
    DamagedFixture fixture = DamagedFixture.copy("dev-raid1", directory);
    Place place = fixture.data("p1", FileExtentItem.NONE).get(0);
    DamagedFixture.flipBit(place);
    CommandRun run = scrub(fixture.images(), "--json");
    assertEquals(ExitCode.REPAIRABLE, run.exitCode(), run.err());
    List<String> lines = lines(run);
    assertEquals(1 + fixture.images().size() + 1, lines.size(), run.out());
    String bad =
        "{\"version\":1,\"type\":\"bad\",\"kind\":\"data\",\"problem\":\"checksum\","
            + "\"detail\":\"its crc32c checksum does not match\",\"devid\":";
    assertTrue(lines.get(0).startsWith(bad), lines.get(0));
    String where = "\"physical\":" + place.at() + ",\"length\":4096,\"logical\":";
    assertTrue(lines.get(0).contains(where), lines.get(0));
    assertTrue(lines.get(0).contains("\"repairable\":true,\"files\":[{\"subvolume\":"), run.out());
    assertTrue(lines.get(0).contains("{\"subvolume\":\"p1\",\"file\":\"cut\","), run.out());
    assertTrue(lines.get(1).startsWith("{\"version\":1,\"type\":\"device\",\"devid\":"), run.out());
    String summary = "{\"version\":1,\"type\":\"summary\",\"outcome\":\"repairable\",";
    assertTrue(lines.get(lines.size() - 1).startsWith(summary), run.out());
  }

  @Test
  void aMissingDeviceThatOthersReplaceIsToldAndNotAnError() throws IOException {
    DamagedFixture fixture = DamagedFixture.copy("dev-raid1", directory);
    CommandRun run = scrub(fixture.images().subList(1, fixture.images().size()));
    assertEquals(ExitCode.REPAIRABLE, run.exitCode(), run.err());
    assertTrue(lines(run).stream().anyMatch(line -> line.endsWith(" missing")), run.out());
  }
}
