package io.btrsend.engine.files;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/**
 * The records of a pax header: what a {@link TarHeader} has no room for. A record is its own length
 * in decimal digits, a space, a keyword, '=', the value, and a newline. Values are bytes:
 * capabilities and access control lists are no text.
 */
final class PaxRecords {
  private final ByteArrayOutputStream records = new ByteArrayOutputStream();

  void add(String keyword, String value) {
    add(keyword.getBytes(UTF_8), value.getBytes(UTF_8));
  }

  void add(String keyword, byte[] value) {
    add(keyword.getBytes(UTF_8), value);
  }

  void add(byte[] keyword, byte[] value) {
    int content = keyword.length + value.length + 3;
    int length = content + 1;
    while (length != content + digits(length)) {
      length = content + digits(length);
    }
    records.writeBytes(Integer.toString(length).getBytes(US_ASCII));
    records.write(' ');
    records.writeBytes(keyword);
    records.write('=');
    records.writeBytes(value);
    records.write('\n');
  }

  private static int digits(int number) {
    return Integer.toString(number).length();
  }

  boolean isEmpty() {
    return records.size() == 0;
  }

  byte[] toBytes() {
    return records.toByteArray();
  }
}
