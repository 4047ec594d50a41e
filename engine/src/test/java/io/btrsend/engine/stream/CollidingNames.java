package io.btrsend.engine.stream;

import io.btrsend.engine.format.Crc32c;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Names that have one hash in a directory, for which a directory has one item to hold them all. */
final class CollidingNames {
  private static final int DIRECTORY_SEED = 0xfffffffe;
  private static final int TARGET = 0x12345678;

  private CollidingNames() {}

  /** So many names of so many bytes. */
  static List<String> of(int count, int length) {
    List<String> names = new ArrayList<>();
    for (int number = 0; names.size() < count; number++) {
      String begin = String.format("%0" + (length - 4) + "d", number);
      byte[] end = lastFour(Crc32c.update(DIRECTORY_SEED, StreamBuilder.latin1(begin)));
      String name = begin + new String(end, StandardCharsets.ISO_8859_1);
      if (name.indexOf(0) < 0 && name.indexOf('/') < 0) {
        names.add(name);
      }
    }
    return names;
  }

  /** The four bytes that take a register to the target, found from the last one to the first. */
  private static byte[] lastFour(int register) {
    Map<Integer, Integer> byHighByte = new HashMap<>();
    for (int i = 0; i < 256; i++) {
      byHighByte.put(table(i) >>> 24, i);
    }
    int[] indexes = new int[4];
    int wanted = TARGET;
    for (int i = 3; i >= 0; i--) {
      indexes[i] = byHighByte.get(wanted >>> 24);
      wanted = (wanted ^ table(indexes[i])) << 8;
    }
    byte[] bytes = new byte[4];
    int at = register;
    for (int i = 0; i < 4; i++) {
      bytes[i] = (byte) (at ^ indexes[i]);
      at = table(indexes[i]) ^ (at >>> 8);
    }
    return bytes;
  }

  private static int table(int value) {
    return Crc32c.update(0, new byte[] {(byte) value});
  }
}
