package io.btrsend.engine.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.engine.ImageAccessException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageNameTest {
  @TempDir Path directory;

  /** None of these files exists. */
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "disk,                         disk,             -,        -1,      -1",
        "disk@p2,                      disk,             -,        -1,       2",
        "disk@3145728,                 disk,             -,        3145728, -1",
        "disk@3MiB,                    disk,             -,        3145728, -1",
        "disk@1TiB,                    disk,             -,        1099511627776, -1",
        "disk@0,                       disk,             -,        0,       -1",
        "disk#monday,                  disk,             monday,   -1,      -1",
        "disk#monday@p1,               disk,             monday,   -1,       1",
        "disk@p1#monday,               disk,             monday,   -1,       1",
        "disk#before#2,                disk#before,      2,        -1,      -1",
        "a@p1@p2,                      a@p1,             -,        -1,       2",
        "disk@p12345,                  disk@p12345,      -,        -1,      -1",
        "disk@3megabytes,              disk@3megabytes,  -,        -1,      -1",
        "disk@999999999999999999TiB,   disk@999999999999999999TiB, -, -1,   -1",
        "me@host,                      me@host,          -,        -1,      -1",
        "@p1,                          @p1,              -,        -1,      -1",
        "#x,                           #x,               -,        -1,      -1",
        "nbd://host/export@p2,         nbd://host/export, -,       -1,       2",
        "nbd://host/export#snap@1MiB,  nbd://host/export, snap,    1048576, -1"
      })
  void namesAreTakenApart(
      String text, String location, String snapshot, long offset, int partition) {
    assertEquals(new ImageName(text, location, snapshot, offset, partition), ImageName.parse(text));
  }

  @ParameterizedTest
  @CsvSource({"a@p1", "a#b", "a#b@p1", "a@12", "a@p1#b", "a@3MiB", "#"})
  void aFileThatHasTheWholeNameWins(String name) throws IOException {
    String text = Files.createFile(directory.resolve(name)).toString();
    assertEquals(new ImageName(text, text, null, -1, -1), ImageName.parse(text));
  }

  @Test
  void aFileThatHasTheNameUpToThePartWins() throws IOException {
    String file = Files.createFile(directory.resolve("a#b")).toString();
    String text = file + "@p3";
    assertEquals(new ImageName(text, file, null, -1, 3), ImageName.parse(text));
  }

  @Test
  void aFileThatHasTheNameUpToTheSnapshotWins() throws IOException {
    String file = Files.createFile(directory.resolve("a@p1")).toString();
    String text = file + "#b";
    assertEquals(new ImageName(text, file, "b", -1, -1), ImageName.parse(text));
  }

  @Test
  void anAddressHasAScheme() {
    assertTrue(ImageName.parse("nbd+unix:///x?socket=/run/s@p1").isAddress());
    assertFalse(ImageName.parse("nbd:/x").isAddress());
    assertFalse(ImageName.parse("/dev/disk").isAddress());
  }

  @Test
  void whatCannotBeAFileIsSaidToBeNone() {
    ImageName name = ImageName.parse("a\0b");
    assertThrows(ImageAccessException.class, name::file);
  }
}
