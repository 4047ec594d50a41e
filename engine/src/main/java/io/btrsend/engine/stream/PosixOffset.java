package io.btrsend.engine.stream;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A time zone with a constant offset in the POSIX notation of the variable TZ: {@code UTC0}, {@code
 * <+0330>-3:30}. Offsets count westwards. Anything else is UTC, as for the C library; the exception
 * are rules for daylight saving time, which are not supported here.
 */
final class PosixOffset {
  private static final Pattern FIXED =
      Pattern.compile(
          "(?:[A-Za-z]{3,}|<[A-Za-z0-9+-]{3,}>)([+-]?)(\\d{1,2})(?::(\\d{2}))?(?::(\\d{2}))?");
  private static final int MAX_SECONDS = 18 * 3600;

  private PosixOffset() {}

  static ZoneId parse(String tz) {
    Matcher matcher = FIXED.matcher(tz);
    if (!matcher.matches()) {
      return ZoneOffset.UTC;
    }
    int seconds =
        number(matcher.group(2)) * 3600 + number(matcher.group(3)) * 60 + number(matcher.group(4));
    if (seconds > MAX_SECONDS) {
      return ZoneOffset.UTC;
    }
    return ZoneOffset.ofTotalSeconds("-".equals(matcher.group(1)) ? seconds : -seconds);
  }

  private static int number(String digits) {
    return digits == null ? 0 : Integer.parseInt(digits);
  }
}
