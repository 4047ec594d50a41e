package io.btrsend.jobs.report;

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
}
