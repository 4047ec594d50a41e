package io.btrsend.engine.text;

/**
 * Escapes bytes as {@code btrfs receive --dump} does, independent of any locale (stream
 * description, section 11). The common control characters, space and backslash become a backslash
 * and one character; other bytes that are not printable ASCII become a backslash and three octal
 * digits.
 */
public final class DumpEscape {
  private static final String[] ESCAPED = new String[256];

  static {
    for (int b = 0; b < 256; b++) {
      ESCAPED[b] = escape(b);
    }
  }

  private DumpEscape() {}

  private static String escape(int b) {
    return switch (b) {
      case 7 -> "\\a";
      case 8 -> "\\b";
      case 9 -> "\\t";
      case 10 -> "\\n";
      case 11 -> "\\v";
      case 12 -> "\\f";
      case 13 -> "\\r";
      case 27 -> "\\e";
      case ' ' -> "\\ ";
      case '\\' -> "\\\\";
      default -> b > ' ' && b < 127 ? String.valueOf((char) b) : String.format("\\%03o", b);
    };
  }

  /** The escaped form of one byte, 0..255. */
  public static String of(int b) {
    return ESCAPED[b];
  }

  /** The escaped form of {@code count} bytes from {@code at} on. */
  public static String of(byte[] bytes, int at, int count) {
    StringBuilder text = new StringBuilder(count + 16);
    for (int i = at; i < at + count; i++) {
      text.append(ESCAPED[bytes[i] & 0xff]);
    }
    return text.toString();
  }
}
