package io.btrsend.bench.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/**
 * Writes a directory tree of small files: {@code DIR COUNT}.
 *
 * <p>Like a source tree: 50 files a directory, ten directories within each one, down to any depth.
 * One file in four is small enough to lie within its tree leaf; a few are 64 KiB and more; the mean
 * is 6.4 KiB.
 */
public final class SmallFiles {
  private static final int FILES_IN_DIRECTORY = 50;
  private static final int DIRECTORIES_IN_DIRECTORY = 10;

  private static final String[] ENDINGS = {".c", ".h", ".txt", ".java", ".json", ".o", ""};

  private SmallFiles() {}

  public static void main(String[] args) throws IOException {
    Path top = Path.of(args[0]);
    int count = Integer.parseInt(args[1]);
    SplittableRandom random = new SplittableRandom(count);
    int directories = (count + FILES_IN_DIRECTORY - 1) / FILES_IN_DIRECTORY;
    for (int number = 0; number < directories; number++) {
      Path directory = directory(top, number);
      Files.createDirectories(directory);
      int files = Math.min(FILES_IN_DIRECTORY, count - number * FILES_IN_DIRECTORY);
      for (int file = 0; file < files; file++) {
        Files.write(directory.resolve(name(file, random)), content(random));
      }
    }
  }

  private static Path directory(Path top, int number) {
    if (number == 0) {
      return top;
    }
    int above = (number - 1) / DIRECTORIES_IN_DIRECTORY;
    return directory(top, above).resolve("package-" + number);
  }

  private static String name(int file, SplittableRandom random) {
    String word = Integer.toString(random.nextInt(1, 1 << 24), 36);
    return word + "_" + file + ENDINGS[random.nextInt(ENDINGS.length)];
  }

  private static byte[] content(SplittableRandom random) {
    byte[] content = new byte[size(random)];
    random.nextBytes(content);
    return content;
  }

  private static int size(SplittableRandom random) {
    int kind = random.nextInt(100);
    if (kind < 25) {
      return random.nextInt(2000);
    }
    if (kind < 90) {
      return random.nextInt(2048, 9000);
    }
    return kind < 99 ? random.nextInt(9000, 32_000) : random.nextInt(65_536, 120_000);
  }
}
