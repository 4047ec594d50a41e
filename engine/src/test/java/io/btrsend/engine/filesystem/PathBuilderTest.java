package io.btrsend.engine.filesystem;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PathBuilderTest {
  private final PathBuilder path = new PathBuilder();

  private void prepend(String... names) {
    for (String name : names) {
      path.prepend(name.getBytes(US_ASCII));
    }
  }

  private void assertPath(String expected) {
    assertEquals(expected, new String(path.toBytes(), US_ASCII));
    assertEquals(expected.length(), path.length());
  }

  @Test
  void theTopIsTheEmptyPath() {
    assertPath("");
  }

  @Test
  void oneNameIsAPathByItself() {
    prepend("file");
    assertPath("file");
  }

  @Test
  void namesAreGivenFromTheLastToTheFirst() {
    prepend("file", "below", "top");
    assertPath("top/below/file");
    assertEquals(3, path.depth());
  }

  @Test
  void aClearedBuilderStartsAnotherPath() {
    prepend("file", "old");
    path.clear();
    prepend("other", "new");
    assertPath("new/other");
  }
}
