package io.btrsend.engine.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ByteSizeTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "1023, 1023 B",
    "1024, 1 KiB",
    "1536, 1.5 KiB",
    "1073741824, 1 GiB",
    "9223372036854775807, 8 EiB"
  })
  void isWrittenInTheLargestUnitThatFits(long bytes, String expected) {
    assertEquals(expected, ByteSize.format(bytes));
  }
}
