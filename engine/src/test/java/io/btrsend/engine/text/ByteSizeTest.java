package io.btrsend.engine.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "512, 512",
    "512B, 512",
    "1K, 1024",
    "10M, 10485760",
    "1 GiB, 1073741824",
    "2TB, 2199023255552",
    "7E, 8070450532247928832"
  })
  void aSizeIsANumberAndAUnit(String text, long bytes) {
    assertEquals(bytes, ByteSize.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "M", "-1", "1.5M", "10m", "1Q", "8E", "99999999999999999999", "1iM"})
  void everythingElseIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> ByteSize.parse(text));
  }
}
