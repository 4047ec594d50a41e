package io.btrsend.engine.hostile;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * Changes a few numbers of a qcow2 image where they hurt: in the header, its extensions, the name
 * of the backing file, the L1 table, L2 tables, the snapshot table.
 */
final class Qcow2Mutation {
  private static final int HEADER = 112;
  private static final int BACKING_NAME = 8;
  private static final int CLUSTER_BITS = 20;
  private static final int L1_ENTRIES = 36;
  private static final int L1_OFFSET = 40;
  private static final int SNAPSHOTS = 64;
  private static final long TABLE = 0x00ff_ffff_ffff_fe00L;

  private static final String[] NAMES = {
    "/etc/passwd", "../secret", "/dev/zero", "image.qcow2", "nbd://x/", "file:/etc/group", "\0", "."
  };

  private final Random random;
  private final HostileNumbers numbers;

  Qcow2Mutation(Random random) {
    this.random = random;
    this.numbers = new HostileNumbers(random);
  }

  /** A changed copy. */
  byte[] mutate(byte[] image) {
    byte[] copy = image.clone();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      change(copy);
    }
    return copy;
  }

  private void change(byte[] image) {
    ByteBuffer numbersOf = ByteBuffer.wrap(image);
    switch (random.nextInt(8)) {
      case 0, 1 -> replace(image, 4 * random.nextInt(HEADER / 4), random.nextBoolean() ? 4 : 8);
      case 2 -> replace(image, HEADER - 8 + 4 * random.nextInt(200), 4);
      case 3 -> name(image, numbersOf.getLong(BACKING_NAME));
      case 4 -> table(image, numbersOf.getLong(L1_OFFSET), numbersOf.getInt(L1_ENTRIES));
      case 5 -> replaceAt(image, numbersOf.getLong(SNAPSHOTS) + 4L * random.nextInt(40), 4);
      default -> {
        long l1 = numbersOf.getLong(L1_OFFSET) + 8L * random.nextInt(2);
        if (l1 >= 0 && l1 <= image.length - 8) {
          int bits = Math.min(21, Math.max(9, numbersOf.getInt(CLUSTER_BITS)));
          table(image, numbersOf.getLong((int) l1) & TABLE, 1 << (bits - 3));
        }
      }
    }
  }

  private void table(byte[] image, long offset, int entries) {
    int used = Math.max(1, Math.min(entries, 1400));
    replaceAt(image, offset + 8L * random.nextInt(used), 8);
  }

  private void name(byte[] image, long at) {
    byte[] name = NAMES[random.nextInt(NAMES.length)].getBytes(StandardCharsets.US_ASCII);
    if (at > 0 && at < image.length - name.length) {
      System.arraycopy(name, 0, image, (int) at, name.length);
      ByteBuffer.wrap(image).putInt(BACKING_NAME + 8, name.length);
    }
  }

  private void replaceAt(byte[] image, long at, int width) {
    if (at >= 0 && at <= image.length - width) {
      replace(image, (int) at, width);
    }
  }

  /** Numbers of qcow2 are big-endian. */
  private void replace(byte[] image, int at, int width) {
    reverse(image, at, width);
    byte[] value = numbers.replacement(image, at, width);
    System.arraycopy(value, 0, image, at, width);
    reverse(image, at, width);
  }

  private static void reverse(byte[] bytes, int at, int width) {
    for (int i = at, j = at + width - 1; i < j; i++, j--) {
      byte first = bytes[i];
      bytes[i] = bytes[j];
      bytes[j] = first;
    }
  }
}
