package io.btrsend.engine.stream;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.time.zone.ZoneRulesProvider;
import java.util.Locale;
import java.util.Map;

/**
 * Formats the times of a dump: {@code YYYY-MM-DDThh:mm:ss+hhmm} in a time zone, over the whole
 * range for which the C library has calendar dates, which is far longer than that of {@code
 * java.time}. The year is proleptic Gregorian, astronomical and not padded (stream description,
 * section 11).
 *
 * <p>Some millions of years from now, the C library's daylight saving time becomes erratic; this
 * class does not reproduce that.
 *
 * <p>Immutable and thread-safe.
 */
public final class LocalTimeText {
  private static final long DAY = 86_400;
  private static final long CYCLE_DAYS = 146_097; // of 400 years, after which the calendar repeats
  private static final long EPOCH_DAY = 719_468; // from 0000-03-01 to 1970-01-01

  /** Before the first time zone; all earlier times have the oldest offset of the zone. */
  private static final long EARLIEST_RULE = -100_000_000_000L;

  /** After the last known change of rules; from here on, offsets repeat with the calendar. */
  private static final long LATEST_RULE = 40_000_000_000L;

  /**
   * Zones with a constant offset that Java does not know, in POSIX notation. The C library does not
   * know the other short names of Java. Since 2024 some time zone databases have these names as
   * links to places whose offsets were different before 1968.
   */
  private static final Map<String, String> UNLISTED =
      Map.of("EST", "EST5", "MST", "MST7", "HST", "HST10");

  private final ZoneRules rules;

  public LocalTimeText(ZoneId zone) {
    rules = zone.getRules();
  }

  /**
   * Uses the same zone as the C library.
   *
   * @param tz value of the environment variable TZ, null if not set
   */
  public static LocalTimeText ofEnvironment(String tz) {
    return new LocalTimeText(tz == null ? ZoneId.systemDefault() : zone(tz));
  }

  private static ZoneId zone(String tz) {
    String name = tz.startsWith(":") ? tz.substring(1) : tz;
    if (ZoneRulesProvider.getAvailableZoneIds().contains(name)) {
      return ZoneId.of(name);
    }
    return PosixOffset.parse(UNLISTED.getOrDefault(name, name));
  }

  /** The text of a time, or null if its year does not fit the C library's 32 bits. */
  public String of(long seconds) {
    int offset = offsetAt(seconds);
    long local = seconds + offset;
    if ((seconds ^ local) < 0 && (seconds ^ offset) >= 0) {
      return null;
    }
    long day = Math.floorDiv(local, DAY) + EPOCH_DAY;
    int second = (int) Math.floorMod(local, DAY);
    long cycle = Math.floorDiv(day, CYCLE_DAYS);
    int dayOfCycle = (int) Math.floorMod(day, CYCLE_DAYS);
    // Years begin in March here, which puts the leap day last.
    int yearOfCycle =
        (dayOfCycle - dayOfCycle / 1460 + dayOfCycle / 36_524 - dayOfCycle / 146_096) / 365;
    int dayOfYear = dayOfCycle - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100);
    int marchMonth = (5 * dayOfYear + 2) / 153;
    int dayOfMonth = dayOfYear - (153 * marchMonth + 2) / 5 + 1;
    int month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
    long year = cycle * 400 + yearOfCycle + (month <= 2 ? 1 : 0);
    long yearFrom1900 = year - 1900;
    if ((int) yearFrom1900 != yearFrom1900) {
      return null;
    }
    int minutes = Math.abs(offset) / 60;
    return String.format(
        Locale.ROOT,
        "%d-%02d-%02dT%02d:%02d:%02d%c%02d%02d",
        (int) year, // the C library's year wraps around in the last 1900 years it knows
        month,
        dayOfMonth,
        second / 3600,
        second / 60 % 60,
        second % 60,
        offset < 0 ? '-' : '+',
        minutes / 60,
        minutes % 60);
  }

  private int offsetAt(long seconds) {
    long equivalent = Math.max(seconds, EARLIEST_RULE);
    if (equivalent > LATEST_RULE) {
      equivalent = LATEST_RULE + (equivalent - LATEST_RULE) % (CYCLE_DAYS * DAY);
    }
    ZoneOffset offset = rules.getOffset(Instant.ofEpochSecond(equivalent));
    return offset.getTotalSeconds();
  }
}
