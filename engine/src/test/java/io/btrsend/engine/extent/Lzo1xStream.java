package io.btrsend.engine.extent;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;

/**
 * An LZO1X stream of random instructions, and what it decodes to by their description. It is not a
 * compressor: copies are made up, not found.
 */
final class Lzo1xStream {
  private final byte[] bytes;
  private final byte[] decoded;

  private Lzo1xStream(byte[] bytes, byte[] decoded) {
    this.bytes = bytes;
    this.decoded = decoded;
  }

  byte[] bytes() {
    return bytes;
  }

  byte[] decoded() {
    return decoded;
  }

  static Lzo1xStream random(Random random, int limit) {
    return new Maker(random, limit).make();
  }

  private static final class Maker {
    private final Random random;
    private final int limit;
    private final int longest;
    private final ByteArrayOutputStream stream = new ByteArrayOutputStream();
    private final byte[] decoded;
    private int length;
    private int state;

    Maker(Random random, int limit) {
      this.random = random;
      this.limit = limit;
      this.longest = limit / 7;
      this.decoded = new byte[limit];
    }

    Lzo1xStream make() {
      int instructions = random.nextInt(100);
      if (random.nextBoolean() && limit >= 238) {
        int count = 1 + random.nextInt(238);
        stream.write(17 + count);
        literals(count);
        state = Math.min(count, 4);
      }
      while (instructions-- > 0 && stream.size() < limit) {
        step();
      }
      stream.writeBytes(new byte[] {0x11, 0, 0});
      return new Lzo1xStream(stream.toByteArray(), Arrays.copyOf(decoded, length));
    }

    private void step() {
      int room = limit - length;
      int kind = random.nextInt(6);
      if (kind == 0 && state == 0 && room >= 4) {
        int count = 4 + random.nextInt(Math.min(room - 3, 1 + random.nextInt(600)));
        lengthIn(0, 15, count - 3);
        literals(count);
        state = 4;
      } else if (length > 0 && room >= 3 + 8) {
        copy(kind, room - 3);
      }
    }

    /** A copy with up to three literals after it. */
    private void copy(int kind, int room) {
      int after = random.nextInt(4);
      int back = 1 + random.nextInt(Math.min(length, 49151));
      int count = Math.min(room, 3 + random.nextInt(1 + random.nextInt(longest)));
      int distance = back - 1;
      if (kind == 1 && state != 0 && state != 4 && distance < 1024) {
        count = 2;
        stream.write(((distance & 3) << 2) | after);
        stream.write(distance >> 2);
      } else if (kind == 2 && state == 4 && distance >= 2048 && distance < 3072) {
        count = 3;
        stream.write(((distance & 3) << 2) | after);
        stream.write((distance - 2048) >> 2);
      } else if (kind == 3 && count <= 8 && distance < 2048) {
        stream.write(((count - 1) << 5) | ((distance & 7) << 2) | after);
        stream.write(distance >> 3);
      } else if (back > 16384) {
        lengthIn(back >= 32768 ? 16 | 8 : 16, 7, count - 2);
        word(((back & 0x3fff) << 2) | after);
      } else {
        lengthIn(32, 31, count - 2);
        word((distance << 2) | after);
      }
      for (int i = 0; i < count; i++) {
        decoded[length] = decoded[length - back];
        length++;
      }
      literals(after);
      state = after;
    }

    private void lengthIn(int instruction, int mask, int value) {
      if (value >= 1 && value <= mask) {
        stream.write(instruction | value);
        return;
      }
      stream.write(instruction);
      int rest = value - mask;
      while (rest > 255) {
        stream.write(0);
        rest -= 255;
      }
      stream.write(rest);
    }

    private void word(int value) {
      stream.write(value);
      stream.write(value >> 8);
    }

    private void literals(int count) {
      for (int i = 0; i < count; i++) {
        decoded[length] = (byte) random.nextInt();
        stream.write(decoded[length++]);
      }
    }
  }
}
