package io.btrsend.bench.data;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Overwrites one block of 4 KiB at random places of the copies in a directory: {@code DIR COUNT}.
 */
public final class SmallDifferences {
  private static final int BLOCK = 4096;

  private SmallDifferences() {}

  public static void main(String[] args) throws IOException {
    List<Path> copies = copiesIn(Path.of(args[0]));
    int count = Integer.parseInt(args[1]);
    SplittableRandom random = new SplittableRandom(count);
    for (int i = 0; i < copies.size(); i++) {
      int share = count * (i + 1) / copies.size() - count * i / copies.size();
      overwrite(copies.get(i), share, random);
    }
  }

  private static List<Path> copiesIn(Path directory) throws IOException {
    try (Stream<Path> paths = Files.list(directory)) {
      return paths.filter(p -> p.getFileName().toString().startsWith("copy-")).sorted().toList();
    }
  }

  private static void overwrite(Path copy, int times, SplittableRandom random) throws IOException {
    byte[] block = new byte[BLOCK];
    try (RandomAccessFile file = new RandomAccessFile(copy.toFile(), "rw")) {
      for (int i = 0; i < times; i++) {
        random.nextBytes(block);
        file.seek(random.nextLong(file.length() / BLOCK) * BLOCK);
        file.write(block);
      }
    }
  }
}
