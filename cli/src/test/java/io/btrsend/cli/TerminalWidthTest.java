package io.btrsend.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalWidthTest {
  @ParameterizedTest
  @CsvSource({
    "'24 80\n', 80",
    "'50 132', 132",
    "'0 0', 0",
    "'', 0",
    "'0 null', 0",
    "'24', 0",
    "'24 -5', 0",
    "'24 123456', 0"
  })
  void theSecondNumberIsTheWidth(String size, int columns) {
    assertEquals(columns, TerminalWidth.parse(size));
  }
}
