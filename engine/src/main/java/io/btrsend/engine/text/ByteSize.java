package io.btrsend.engine.text;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes in bytes as people write and read them, in powers of 1024. */
public final class ByteSize {
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

  private static final Pattern TEXT = Pattern.compile("([0-9]{1,18}) *([KMGTPE]?)(i?B)?");

  private ByteSize() {}

  /**
   * Reads a size such as {@code 512}, {@code 10M} or {@code 1 GiB}.
   *
   * @throws IllegalArgumentException if it is not one, or larger than 2<sup>63</sup> - 1 bytes
   */
  public static long parse(String text) {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "': expected a size such as 512, 100K, 10M or 1G");
    }
    int bits = 10 * " KMGTPE".indexOf(parts.group(2).isEmpty() ? " " : parts.group(2));
    long number = Long.parseLong(parts.group(1));
    if (number > (Long.MAX_VALUE >> bits)) {
      throw new IllegalArgumentException("'" + text + "': too large");
    }
    return number << bits;
  }

  /**
   * The size in the largest unit that fits, with one decimal if it is not whole: {@code 512 B},
   * {@code 1.5 MiB}.
   */
  public static String format(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 1024 && unit < UNITS.length - 1) {
      value /= 1024;
      unit++;
    }
    String number =
        value == Math.rint(value)
            ? Long.toString((long) value)
            : String.format(Locale.ROOT, "%.1f", value);
    return number + " " + UNITS[unit];
  }
}
