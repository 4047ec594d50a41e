package io.btrsend.engine.stream;

import io.btrsend.engine.text.DumpEscape;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Builds one line of a dump. A line is bytes, because names are bytes. */
final class DumpLine {
  private byte[] bytes = new byte[1024];
  private int length;

  void reset() {
    length = 0;
  }

  int length() {
    return length;
  }

  void truncate(int newLength) {
    length = newLength;
  }

  void ascii(String text) {
    raw(text.getBytes(StandardCharsets.US_ASCII), 0, text.length());
  }

  void raw(byte[] value, int at, int count) {
    ensureRoom(count);
    System.arraycopy(value, at, bytes, length, count);
    length += count;
  }

  void escaped(byte[] value) {
    escaped(value, 0, value.length);
  }

  void escaped(byte[] value, int at, int count) {
    for (int i = at; i < at + count; i++) {
      ascii(DumpEscape.of(value[i] & 0xff));
    }
  }

  /** Appends spaces up to this line length. */
  void padTo(int column) {
    if (column > length) {
      ensureRoom(column - length);
      Arrays.fill(bytes, length, column, (byte) ' ');
      length = column;
    }
  }

  void writeTo(OutputStream out) throws IOException {
    out.write(bytes, 0, length);
  }

  private void ensureRoom(int count) {
    if (bytes.length - length < count) {
      bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(length, count), bytes.length * 2));
    }
  }
}
