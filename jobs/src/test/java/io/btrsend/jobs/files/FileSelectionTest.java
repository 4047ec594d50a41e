package io.btrsend.jobs.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.btrsend.engine.SendException;
import io.btrsend.engine.files.FileTree;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.FilesystemOptions;
import io.btrsend.engine.filesystem.SubvolumeInfo;
import io.btrsend.engine.testing.Fixture;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class FileSelectionTest {
  private static Filesystem filesystem;
  private static SubvolumeInfo subvolume;

  @BeforeAll
  static void open() {
    Fixture fixture = Fixture.named("dev-dup");
    filesystem = Filesystem.open(fixture.images(), FilesystemOptions.defaults());
    subvolume = filesystem.subvolumes().byPath("p2".getBytes(UTF_8)).orElseThrow();
  }

  @AfterAll
  static void close() {
    filesystem.close();
  }

  /** Selected paths; those that are only above a selected one end with " (above)". */
  private static List<String> select(String... texts) throws IOException {
    List<String> paths = new ArrayList<>();
    new FileSelection(new FileTree(filesystem, subvolume), List.of(texts))
        .visit(
            (entry, named) ->
                paths.add(new String(entry.path(), UTF_8) + (named ? "" : " (above)")));
    return paths;
  }

  @Test
  void nothingNamedIsEverything() throws IOException {
    List<String> all = select();
    assertEquals(List.of("", "d", "d/file-2"), all.subList(0, 3));
    assertEquals(List.of("big", "cut", "new"), all.subList(all.size() - 3, all.size()));
  }

  @Test
  void aPathIsAFileOrADirectoryWithAllThatIsBelow() throws IOException {
    assertEquals(List.of(" (above)", "big"), select("big"));
    assertEquals(List.of(" (above)", "d (above)", "d/file-2"), select("/d/./file-2"));
    List<String> below = select("d");
    assertEquals(List.of(" (above)", "d", "d/file-2"), below.subList(0, 3));
    assertEquals(1, below.stream().filter(path -> !path.startsWith("d")).count());
  }

  @Test
  void whatIsNamedTwiceIsVisitedOnce() throws IOException {
    List<String> expected = select("d");
    assertEquals(expected, select("d/file-2", "d", "d/file-3", "d"));
    assertEquals(
        List.of(" (above)", "big", "d (above)", "d/file-2", "d/file-3"),
        select("d/file-3", "big", "d/file-2"));
  }

  @Test
  void aPatternHasToMatchAWholePath() throws IOException {
    assertEquals(List.of(" (above)", "big", "cut", "new"), select("???"));
    assertEquals(List.of(" (above)", "d (above)", "d/file-2"), select("d/file-?").subList(0, 3));
  }

  @Test
  void aStarStopsAtASlashAndTwoDoNot() throws IOException {
    assertEquals(
        List.of(" (above)", "d (above)", "d/file-109", "d/file-119"), select("**/file-1[0-1]9"));
    assertEquals("no file 'file-*' in subvolume 258", refusal("file-*"));
  }

  @Test
  void aClassOfCharactersMayBeNegated() throws IOException {
    assertEquals(List.of(" (above)", "cut", "new"), select("[!b]??"));
    assertEquals("'[b': a [ without its ]", refusal("[b"));
  }

  @Test
  void whatSelectsNothingIsToldAtTheEnd() {
    List<String> visited = new ArrayList<>();
    SendException refused =
        assertThrows(
            SendException.class,
            () ->
                new FileSelection(
                        new FileTree(filesystem, subvolume), List.of("big", "nowhere", "d/nobody"))
                    .visit((entry, named) -> visited.add(new String(entry.path(), UTF_8))));
    assertEquals(List.of("", "big"), visited);
    assertEquals("no file 'nowhere' in subvolume 258", refused.getMessage());
  }

  private static String refusal(String text) {
    return assertThrows(SendException.class, () -> select(text)).getMessage();
  }
}
