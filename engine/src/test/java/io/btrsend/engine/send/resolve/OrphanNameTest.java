package io.btrsend.engine.send.resolve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrphanNameTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0",
    "257, 9, 10",
    "2147483647, 2147483648, 4294967296",
    "9223372036854775807, 9223372036854775808, 1",
    "18446744073709551615, 21474836470, 21474836479",
    "9999999999999999999, 10000000000000000000, 99"
  })
  void numbersAreWrittenUnsignedAndWhole(String inode, String generation, String counter) {
    byte[] name =
        OrphanName.of(
            Long.parseUnsignedLong(inode),
            Long.parseUnsignedLong(generation),
            Long.parseUnsignedLong(counter));
    assertEquals(
        "o" + inode + "-" + generation + "-" + counter,
        new String(name, StandardCharsets.US_ASCII));
  }
}
