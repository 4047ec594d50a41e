package io.btrsend.engine.text;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Names as text. Names are bytes and mostly UTF-8; a byte that belongs to no valid UTF-8 sequence
 * becomes a backslash, {@code x} and two hexadecimal digits.
 */
public final class NameText {
  /** The length of {@code \xNN}. */
  private static final int ESCAPE = 4;

  private NameText() {}

  /** Appends one character of a valid UTF-8 sequence. */
  private interface Appender {
    void append(StringBuilder text, char valid);
  }

  /** A message that may contain names, as one line for a terminal. */
  public static String of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A name for a terminal: control characters are escaped like invalid bytes. */
  public static String of(byte[] name) {
    return decode(name, 0, name.length, NameText::appendPrintable);
  }

  /**
   * A name as text from which a program can restore the bytes: a backslash in the name is doubled.
   */
  public static String lossless(byte[] name) {
    return lossless(name, 0, name.length);
  }

  /** Like {@link #lossless(byte[])}, for {@code count} bytes from {@code at} on. */
  public static String lossless(byte[] bytes, int at, int count) {
    return decode(bytes, at, count, NameText::appendLossless);
  }

  /**
   * The bytes that a text stands for: {@code \xNN} is a byte, two backslashes are one, and any
   * other character is its UTF-8. So what {@link #lossless} made of a name gives the name.
   */
  public static byte[] bytes(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int at = 0;
    while (at < text.length()) {
      if (text.startsWith("\\\\", at)) {
        bytes.write('\\');
        at += 2;
      } else if (isEscape(text, at)) {
        bytes.write(HexFormat.fromHexDigits(text, at + 2, at + ESCAPE));
        at += ESCAPE;
      } else {
        int next = text.offsetByCodePoints(at, 1);
        bytes.writeBytes(text.substring(at, next).getBytes(StandardCharsets.UTF_8));
        at = next;
      }
    }
    return bytes.toByteArray();
  }

  private static boolean isEscape(String text, int at) {
    return text.startsWith("\\x", at)
        && at + ESCAPE <= text.length()
        && HexFormat.isHexDigit(text.charAt(at + 2))
        && HexFormat.isHexDigit(text.charAt(at + 3));
  }

  private static void appendPrintable(StringBuilder text, char valid) {
    if (Character.isISOControl(valid)) {
      appendEscape(text, valid);
    } else {
      text.append(valid);
    }
  }

  private static void appendLossless(StringBuilder text, char valid) {
    if (valid == '\\') {
      text.append('\\');
    }
    text.append(valid);
  }

  private static void appendEscape(StringBuilder text, int value) {
    text.append(String.format("\\x%02x", value));
  }

  private static String decode(byte[] bytes, int at, int count, Appender appender) {
    StringBuilder text = new StringBuilder(count);
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes, at, count);
    CharBuffer out = CharBuffer.allocate(count + 1);
    CoderResult end;
    do {
      end = decoder.reset().decode(in, out, true);
      out.flip();
      while (out.hasRemaining()) {
        appender.append(text, out.get());
      }
      out.clear();
      for (int i = 0; end.isError() && i < end.length(); i++) {
        appendEscape(text, in.get() & 0xff);
      }
    } while (end.isError());
    return text.toString();
  }
}
