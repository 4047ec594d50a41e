package io.btrsend.engine.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalTimeTextTest {
  private static final LocalTimeText UTC = new LocalTimeText(ZoneOffset.UTC);

  /** As the C library of a Linux system prints them. */
  @ParameterizedTest
  @CsvSource({
    "0, 1970-01-01T00:00:00+0000",
    "-1, 1969-12-31T23:59:59+0000",
    "253402300800, 10000-01-01T00:00:00+0000",
    "-62135596801, 0-12-31T23:59:59+0000",
    "-62167219201, -1-12-31T23:59:59+0000",
    "-1099511627776, -32873-11-12T23:23:44+0000",
    "67768036191676799, -2147481749-12-31T23:59:59+0000",
  })
  void printsTheWholeRangeOfTheCLibrary(long seconds, String text) {
    assertEquals(text, UTC.of(seconds));
  }

  @ParameterizedTest
  @CsvSource({
    "67768036191676800",
    "-67768040609740801",
    "9223372036854775807",
    "-9223372036854775808"
  })
  void hasNoTextBeyondIt(long seconds) {
    assertNull(UTC.of(seconds));
  }

  @ParameterizedTest
  @CsvSource({
    "Europe/Berlin, -1099511627776, -32873-11-13T00:17:12+0053",
    "Europe/Berlin, 3015000000, 2065-07-16T22:00:00+0200",
    "Europe/Berlin, 42015000000, 3301-05-27T19:20:00+0200",
    ":America/St_Johns, 0, 1969-12-31T20:30:00-0330",
    "EST, 0, 1969-12-31T19:00:00-0500",
    "EST, -3000000000, 1874-12-07T13:40:00-0500",
    "MST, 0, 1969-12-31T17:00:00-0700",
    "HST, 0, 1969-12-31T14:00:00-1000",
    "PST, 0, 1970-01-01T00:00:00+0000",
    "<+0330>-3:30, 0, 1970-01-01T03:30:00+0330",
    "ABC5, 0, 1969-12-31T19:00:00-0500",
    "GMT+2, 0, 1969-12-31T22:00:00-0200",
    "Nowhere/City, 0, 1970-01-01T00:00:00+0000",
    "'', 0, 1970-01-01T00:00:00+0000",
  })
  void followsTheZoneOfTheEnvironment(String tz, long seconds, String text) {
    assertEquals(text, LocalTimeText.ofEnvironment(tz).of(seconds));
  }

  @Property(tries = 2000)
  void agreesWithTheJavaCalendar(
      @ForAll @LongRange(min = -62_135_596_800L, max = 253_402_300_799L) long seconds) {
    ZoneId zone = ZoneId.of("Europe/Berlin");
    String expected =
        DateTimeFormatter.ofPattern("u-MM-dd'T'HH:mm:ssxx")
            .format(Instant.ofEpochSecond(seconds).atZone(zone));
    // Java prints the seconds of an offset before time zones, the C library does not.
    assertEquals(
        expected.replaceFirst("([+-]\\d{4})\\d\\d$", "$1"), new LocalTimeText(zone).of(seconds));
  }
}
