package io.btrsend.jobs.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressTest {
  private static final long SECOND = 1_000_000_000L;

  private long now = 77 * SECOND;
  private long bytes;
  private final Progress progress = new Progress("sent", () -> bytes, () -> now);
  private final ProgressText text = new ProgressText(true);

  /** Lets a time pass with an even rate, and the state be asked for four times a second. */
  private ProgressState pass(double seconds, long bytesPerSecond) {
    ProgressState state = progress.state();
    for (int i = 0; i < seconds * 4; i++) {
      now += SECOND / 4;
      bytes += bytesPerSecond / 4;
      state = progress.state();
    }
    return state;
  }

  @Test
  void atTheBeginningNeitherRateNorTimeLeftIsKnown() {
    progress.total(1000);
    ProgressState state = progress.state();
    assertEquals(OptionalDouble.empty(), state.rate());
    assertEquals(OptionalLong.empty(), state.secondsLeft());
    assertEquals(OptionalInt.of(0), state.percent());
    assertEquals("0%, 0 B of 1000 B sent in 0:00", text.format(state));
  }

  @Test
  void theRateIsThatOfTheLastSeconds() {
    pass(60, 1000);
    assertEquals(4000, pass(5, 4000).rate().getAsDouble(), 1);
  }

  @Test
  void whatWasThereAtTheBeginningDoesNotCountForTheRate() {
    bytes = 1L << 40;
    Progress resumed = new Progress("sent", () -> bytes, () -> now);
    now += SECOND;
    bytes += 1000;
    assertEquals(1000, resumed.state().rate().getAsDouble(), 1);
    assertEquals((1L << 40) + 1000, resumed.state().bytes());
  }

  @Test
  void theRateIsSmooth() {
    pass(60, 1000);
    double before = pass(2, 4000).rate().getAsDouble();
    assertEquals(2200, before, 200);
  }

  @Test
  void theRateIsTrueAlsoWhereTheStateIsRarelyAskedFor() {
    now += 100 * SECOND;
    bytes = 100_000;
    assertEquals(1000, progress.state().rate().getAsDouble(), 1);
    now += 10 * SECOND;
    bytes += 50_000;
    assertEquals(5000, progress.state().rate().getAsDouble(), 1);
  }

  @Test
  void whileNothingMovesThereIsNoTimeLeft() {
    progress.total(100_000);
    pass(10, 1000);
    ProgressState state = pass(6, 0);
    assertEquals(OptionalDouble.of(0), state.rate());
    assertEquals(OptionalLong.empty(), state.secondsLeft());
  }

  @Test
  void thereIsAPercentageOnceTheTotalIsKnown() {
    progress.begin("monday", 1, 2);
    assertEquals("[1/2] monday: 1.5 KiB sent in 0:03, 512 B/s", text.format(pass(3, 512)));
    progress.total(4096);
    progress.begin("tuesday", 2, 2);
    assertEquals(
        "[2/2] tuesday: 50%, 2 KiB of 4 KiB sent in 0:04, 512 B/s, 0:04 left",
        text.format(pass(1, 512)));
  }

  @Test
  void aHundredPercentIsAll() {
    progress.total(100_000);
    bytes = 99_999;
    assertEquals(OptionalInt.of(99), progress.state().percent());
    bytes = 100_000;
    assertEquals(OptionalInt.of(100), progress.state().percent());
  }

  @Test
  void aTotalThatWasExceededIsNoneAnyMore() {
    progress.total(1000);
    bytes = 1001;
    assertEquals(OptionalInt.empty(), progress.state().percent());
    assertEquals(OptionalLong.empty(), progress.state().total());
  }

  @Test
  void anEmptyTotalIsComplete() {
    progress.total(0);
    assertEquals(OptionalInt.of(100), progress.state().percent());
  }

  @Test
  void aStateIsOneJsonObject() {
    progress.begin("a \"quoted\" name", 3, 4);
    progress.total(8192);
    assertEquals(
        "{\"version\":1,\"action\":\"sent\",\"what\":\"a \\\"quoted\\\" name\",\"number\":3,"
            + "\"count\":4,\"bytes\":2048,\"total_bytes\":8192,\"seconds\":2.000000,"
            + "\"bytes_per_second\":1024,\"seconds_left\":6}",
        ProgressJson.format(pass(2, 1024)));
  }

  @Test
  void whatIsNotKnownIsNotInTheJson() {
    assertEquals(
        "{\"version\":1,\"action\":\"sent\",\"number\":1,\"count\":1,\"bytes\":0,"
            + "\"seconds\":0.000000}",
        ProgressJson.format(progress.state()));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0:00",
    "59, 0:59",
    "60, 1:00",
    "3599, 59:59",
    "3600, 1:00:00",
    "86399, 23:59:59",
    "86400, 1d 00h",
    "200000, 2d 07h"
  })
  void durationsAreWrittenLikeClocks(long seconds, String expected) {
    assertEquals(expected, ProgressWords.duration(seconds));
  }
}
