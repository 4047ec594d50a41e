package io.btrsend.jobs.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressLineTest {
  private static final ProgressLine UNICODE = new ProgressLine(true);
  private static final ProgressLine ASCII = new ProgressLine(false);

  private static final ProgressState ONE_OF_FIVE =
      state(new ProgressItem("snapshots/monday", 2, 5), OptionalLong.of(2900L << 20));

  private static final ProgressState NO_TOTAL =
      state(new ProgressItem("snapshots/monday", 2, 5), OptionalLong.empty());

  private static ProgressState state(ProgressItem item, OptionalLong total) {
    return new ProgressState(
        "sent", item, 1300L << 20, total, 4.2, OptionalDouble.of(312.5 * (1 << 20)));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "80, [2/5] snapshots/monday  44%  1.3 GiB of 2.8 GiB  312.5 MiB/s  0:06 left",
        "70, [2/5] \u2026pshots/monday  44%  1.3 GiB of 2.8 GiB  312.5 MiB/s  0:06 left",
        "60, [2/5] snapshots/monday  44%  1.3 GiB  312.5 MiB/s  0:06 left",
        "40, [2/5] \u2026/monday  44%  1.3 GiB  0:06 left",
        "36, [2/5]  44%  1.3 GiB  0:06 left",
        "24, 44%  1.3 GiB  0:06 left",
        "20, 44%  1.3 GiB",
        "9, 44%",
      })
  void whatHasNoRoomIsShortenedOrLeftOut(int columns, String expected) {
    assertEquals(expected, UNICODE.format(ONE_OF_FIVE, columns));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "80, [2/5] snapshots/monday  1.3 GiB sent  312.5 MiB/s",
        "40, [2/5] \u2026ots/monday  1.3 GiB  312.5 MiB/s",
        "20, [2/5]  1.3 GiB",
        "9, 1.3 GiB",
      })
  void withoutATotalThereIsNoPercentageAndNoTimeLeft(int columns, String expected) {
    assertEquals(expected, UNICODE.format(NO_TOTAL, columns));
  }

  @Test
  void whereNothingFitsNothingIsWritten() {
    assertEquals("", UNICODE.format(ONE_OF_FIVE, 2));
    assertEquals("", UNICODE.format(ONE_OF_FIVE, 0));
  }

  @Test
  void aSingleThingWithoutNameIsNotCounted() {
    assertEquals(
        "1.3 GiB sent  312.5 MiB/s",
        ASCII.format(state(ProgressItem.UNNAMED, OptionalLong.empty()), 80));
  }

  @Test
  void aTerminalOfAsciiGetsNothingElse() {
    ProgressState state =
        state(new ProgressItem("gr\u00fcn/\u6708\u66dc", 1, 1), OptionalLong.empty());
    assertEquals(
        "gr\\xc3\\xbcn/\\xe6\\x9c\\x88\\xe6\\x9b\\x9c  1.3 GiB sent  312.5 MiB/s",
        ASCII.format(state, 80));
    assertEquals("...\\x9b\\x9c  1.3 GiB  312.5 MiB/s", ASCII.format(state, 33));
  }

  @Test
  void wideCharactersTakeTwoColumns() {
    ProgressState state =
        state(new ProgressItem("\u6708\u66dc\u65e5\u706b\u66dc\u65e5", 1, 1), OptionalLong.empty());
    assertEquals(
        "\u6708\u66dc\u65e5\u706b\u66dc\u65e5  1.3 GiB sent  312.5 MiB/s",
        UNICODE.format(state, 39));
    assertEquals("\u2026\u706b\u66dc\u65e5  1.3 GiB sent  312.5 MiB/s", UNICODE.format(state, 36));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void noLineIsWiderThanTheTerminal(boolean isUnicode) {
    for (ProgressState state : new ProgressState[] {ONE_OF_FIVE, NO_TOTAL}) {
      for (int columns = 0; columns < 100; columns++) {
        String line = new ProgressLine(isUnicode).format(state, columns);
        assertTrue(line.length() <= columns, line);
        assertEquals(isUnicode || line.chars().allMatch(c -> c < 0x80), true, line);
      }
    }
  }
}
