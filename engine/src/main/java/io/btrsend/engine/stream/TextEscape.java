package io.btrsend.engine.stream;

/**
 * Makes arbitrary bytes printable the way {@code btrfs receive --dump} does, byte by byte and
 * independent of any locale (stream description, section 11): the usual control characters, space
 * and backslash as a backslash and a letter, the other bytes that are no printable ASCII as a
 * backslash and three octal digits.
 */
final class TextEscape {
  private static final String[] ESCAPED = new String[256];

  static {
    for (int b = 0; b < 256; b++) {
      ESCAPED[b] = escape(b);
    }
  }

  private TextEscape() {}

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
  static String of(int b) {
    return ESCAPED[b];
  }

  /** The escaped form of {@code count} bytes from {@code at} on. */
  static String of(byte[] bytes, int at, int count) {
    StringBuilder text = new StringBuilder(count + 16);
    for (int i = at; i < at + count; i++) {
      text.append(ESCAPED[bytes[i] & 0xff]);
    }
    return text.toString();
  }
}
