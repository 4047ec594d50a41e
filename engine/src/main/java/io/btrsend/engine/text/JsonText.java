package io.btrsend.engine.text;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Builds JSON text. Names in a JSON string have the form of {@link NameText#lossless}. */
public final class JsonText {
  private final StringBuilder text = new StringBuilder(256);

  private JsonText() {}

  /**
   * Begins a versioned document: an object whose first member is the version of its format. The
   * caller ends it with {@link #endObject}.
   */
  public static JsonText document(int version) {
    JsonText json = new JsonText();
    json.beginObject();
    json.number("version", version);
    return json;
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

  public void nothing(String name) {
    key(name);
    text.append("null");
  }

  /** A name, from which the reader can restore the bytes. */
  public void name(String key, byte[] bytes) {
    string(key, NameText.lossless(bytes));
  }

  /** A name given as text, in the same form. */
  public void name(String key, String text) {
    name(key, text.getBytes(StandardCharsets.UTF_8));
  }

  public void flag(String name, boolean value) {
    key(name);
    text.append(value);
  }

  /** Adds a string to an array. */
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
