package io.btrsend.jobs.progress;

import io.btrsend.engine.text.ByteSize;
import java.nio.charset.StandardCharsets;

/** The parts of what is written of a progress. */
public final class ProgressWords {
  /** Longer times left are not told: nothing moves. */
  static final long MAX_SECONDS = 1000L * 24 * 60 * 60;

  private static final long MINUTE = 60;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  private ProgressWords() {}

  /** {@code 0:05}, {@code 12:03}, {@code 3:04:05}, {@code 2d 03h}. */
  public static String duration(long seconds) {
    if (seconds >= DAY) {
      return "%dd %02dh".formatted(seconds / DAY, seconds % DAY / HOUR);
    }
    if (seconds >= HOUR) {
      return "%d:%02d:%02d".formatted(seconds / HOUR, seconds % HOUR / MINUTE, seconds % MINUTE);
    }
    return "%d:%02d".formatted(seconds / MINUTE, seconds % MINUTE);
  }

  static String rate(double bytesPerSecond) {
    return ByteSize.format((long) bytesPerSecond) + "/s";
  }

  /** A text in which each byte of a character beyond ASCII is a backslash, x and two digits. */
  static String ascii(String text) {
    if (text.chars().allMatch(c -> c < 0x80)) {
      return text;
    }
    StringBuilder ascii = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      if (b >= 0) {
        ascii.append((char) b);
      } else {
        ascii.append("\\x%02x".formatted(b & 0xff));
      }
    }
    return ascii.toString();
  }
}
