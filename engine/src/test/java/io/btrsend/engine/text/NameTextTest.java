package io.btrsend.engine.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class NameTextTest {
  @Test
  void validNamesStandForThemselves() {
    assertEquals("Jürgen/雪", NameText.of("Jürgen/雪".getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void whatWouldConfuseATerminalIsEscaped() {
    assertEquals("a\\x1b[2Jb\\x0a", NameText.of("a\033[2Jb\n".getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void bytesThatAreNoTextAreEscaped() {
    assertEquals("a\\xff\\xc3b", NameText.of(new byte[] {'a', (byte) 0xff, (byte) 0xc3, 'b'}));
  }

  @Test
  void validPartsOfAnInvalidNameStandForThemselves() {
    assertEquals("é\\xff", NameText.of(new byte[] {(byte) 0xc3, (byte) 0xa9, (byte) 0xff}));
  }

  @Test
  void losslessTextDoublesBackslashes() {
    byte[] name = {'a', '\\', 'x', (byte) 0xff};
    assertEquals("a\\\\x\\xff", NameText.lossless(name));
    assertEquals("a\\x\\xff", NameText.of(name));
  }

  @Test
  void losslessTextKeepsControlCharacters() {
    assertEquals("a\nb", NameText.lossless(new byte[] {'a', '\n', 'b'}));
  }
}
