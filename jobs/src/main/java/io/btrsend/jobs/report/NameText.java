package io.btrsend.jobs.report;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Names on disk are bytes; this is how they are shown. */
public final class NameText {
  private NameText() {}

  /** A text that may contain names, so that it is one line. */
  public static String of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The name if it is UTF-8, else its ASCII part; what would confuse a terminal or is neither
   * appears as {@code \xNN}.
   */
  public static String of(byte[] name) {
    String text = new String(name, StandardCharsets.UTF_8);
    boolean valid = Arrays.equals(text.getBytes(StandardCharsets.UTF_8), name);
    String source = valid ? text : new String(name, StandardCharsets.ISO_8859_1);
    StringBuilder shown = new StringBuilder(source.length());
    for (int i = 0; i < source.length(); i++) {
      char c = source.charAt(i);
      if (Character.isISOControl(c) || (!valid && c > 127)) {
        shown.append(String.format("\\x%02x", (int) c));
      } else {
        shown.append(c);
      }
    }
    return shown.toString();
  }
}
