package io.btrsend.engine.stream;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * JSON being put together.
 *
 * <p>Names in a stream are bytes, strings of JSON are characters. {@link #ofBytes} maps one to the
 * other without loss: valid UTF-8 stands for itself, a backslash is doubled, and every byte that
 * belongs to no valid UTF-8 sequence becomes a backslash, {@code x} and two hexadecimal digits.
 * These backslashes belong to the string, so JSON doubles them once more.
 */
public final class JsonText {
  private final StringBuilder text = new StringBuilder(256);

  /**
   * An object that people keep, which says first which version of its format it has. It is ended by
   * {@link #endObject}.
   */
  public static JsonText document(int version) {
    JsonText json = new JsonText();
    json.beginObject();
    json.number("version", version);
    return json;
  }

  /** The name of an attribute as a key. */
  static String name(Attribute attribute) {
    return attribute.name().toLowerCase(Locale.ROOT);
  }

  /** Bytes as characters, without loss. */
  public static String ofBytes(byte[] bytes, int at, int count) {
    StringBuilder result = new StringBuilder(count);
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes, at, count);
    CharBuffer out = CharBuffer.allocate(count + 1);
    CoderResult end;
    do {
      end = decoder.reset().decode(in, out, true);
      appendDoublingBackslashes(result, out.flip());
      out.clear();
      if (end.isError()) {
        for (int i = 0; i < end.length(); i++) {
          result.append(String.format("\\x%02x", in.get()));
        }
      }
    } while (end.isError());
    return result.toString();
  }

  private static void appendDoublingBackslashes(StringBuilder result, CharSequence valid) {
    for (int i = 0; i < valid.length(); i++) {
      if (valid.charAt(i) == '\\') {
        result.append('\\');
      }
      result.append(valid.charAt(i));
    }
  }

  public void beginObject() {
    separate();
    text.append('{');
  }

  public void beginObject(String name) {
    key(name);
    text.append('{');
  }

  public void endObject() {
    text.append('}');
  }

  public void beginArray(String name) {
    key(name);
    text.append('[');
  }

  public void endArray() {
    text.append(']');
  }

  /** An unsigned number of 64 bits. */
  public void number(String name, long value) {
    key(name);
    text.append(Long.toUnsignedString(value));
  }

  public void signedNumber(String name, long value) {
    key(name);
    text.append(value);
  }

  public void fraction(String name, double value) {
    key(name);
    text.append(String.format(Locale.ROOT, "%.6f", value));
  }

  public void string(String name, String value) {
    key(name);
    quoted(value);
  }

  /** A name, without loss. */
  public void name(String key, byte[] bytes) {
    string(key, ofBytes(bytes, 0, bytes.length));
  }

  /** A name that came as text, in the same form. */
  public void name(String key, String text) {
    name(key, text.getBytes(StandardCharsets.UTF_8));
  }

  public void flag(String name, boolean value) {
    key(name);
    text.append(value);
  }

  /** A string in an array. */
  public void element(String value) {
    separate();
    quoted(value);
  }

  private void key(String name) {
    separate();
    quoted(name);
    text.append(':');
  }

  private void separate() {
    if (text.length() > 0 && "{[".indexOf(text.charAt(text.length() - 1)) < 0) {
      text.append(',');
    }
  }

  private void quoted(String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"' -> text.append("\\\"");
        case '\\' -> text.append("\\\\");
        case '\n' -> text.append("\\n");
        case '\t' -> text.append("\\t");
        default -> {
          if (c < ' ' || c == 127) {
            text.append(String.format("\\u%04x", (int) c));
          } else {
            text.append(c);
          }
        }
      }
    }
    text.append('"');
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
