package io.btrsend.bench.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;

/**
 * Writes files that look like a service's log, lines of words and numbers, which zstd makes about
 * four times smaller: {@code DIR COUNT MIB_EACH}.
 */
public final class CompressibleFiles {
  private static final int MEBIBYTE = 1 << 20;

  private static final byte[][] WORDS = words(2000);

  private CompressibleFiles() {}

  public static void main(String[] args) throws IOException {
    Path directory = Path.of(args[0]);
    int count = Integer.parseInt(args[1]);
    int mebibytes = Integer.parseInt(args[2]);
    for (int file = 0; file < count; file++) {
      write(directory.resolve("log-" + file), mebibytes, new SplittableRandom(file));
    }
  }

  private static void write(Path path, int mebibytes, SplittableRandom random) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocate(MEBIBYTE);
    long time = 1_700_000_000_000L;
    try (FileChannel out =
        FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (int done = 0; done < mebibytes; done++) {
        chunk.clear();
        while (chunk.hasRemaining()) {
          time += random.nextInt(40);
          putLine(chunk, time, random);
        }
        out.write(chunk.flip());
      }
    }
  }

  private static void putLine(ByteBuffer chunk, long time, SplittableRandom random) {
    put(chunk, ascii(Long.toString(time)));
    int length = random.nextInt(4, 14);
    for (int word = 0; word < length; word++) {
      put(chunk, ascii(" "));
      put(chunk, WORDS[Math.min(random.nextInt(WORDS.length), random.nextInt(WORDS.length))]);
    }
    put(chunk, ascii(" id=" + random.nextInt(100_000) + "\n"));
  }

  private static void put(ByteBuffer chunk, byte[] text) {
    chunk.put(text, 0, Math.min(text.length, chunk.remaining()));
  }

  private static byte[][] words(int count) {
    SplittableRandom random = new SplittableRandom(count);
    byte[][] words = new byte[count][];
    for (int i = 0; i < count; i++) {
      byte[] word = new byte[random.nextInt(3, 12)];
      for (int at = 0; at < word.length; at++) {
        word[at] = (byte) ('a' + random.nextInt(26));
      }
      words[i] = word;
    }
    return words;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
