package io.btrsend.bench.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;

/** Writes files of random bytes: {@code DIR COUNT MIB_EACH}. */
public final class RandomFiles {
  private static final int MEBIBYTE = 1 << 20;

  private RandomFiles() {}

  public static void main(String[] args) throws IOException {
    Path directory = Path.of(args[0]);
    int count = Integer.parseInt(args[1]);
    int mebibytes = Integer.parseInt(args[2]);
    for (int file = 0; file < count; file++) {
      write(directory.resolve("file-" + file), mebibytes, new SplittableRandom(file));
    }
  }

  private static void write(Path path, int mebibytes, SplittableRandom random) throws IOException {
    byte[] chunk = new byte[MEBIBYTE];
    try (FileChannel out =
        FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (int done = 0; done < mebibytes; done++) {
        random.nextBytes(chunk);
        out.write(ByteBuffer.wrap(chunk));
      }
    }
  }
}
