package io.btrsend.bench.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Changes a share of the files of a tree: {@code DIR SHARE}. Of those changed, half are rewritten,
 * the rest are appended to, renamed, deleted, or get a new file beside them.
 */
public final class SmallFileChanges {
  private SmallFileChanges() {}

  public static void main(String[] args) throws IOException {
    Path top = Path.of(args[0]);
    double share = Double.parseDouble(args[1]);
    SplittableRandom random = new SplittableRandom(1);
    for (Path file : filesOf(top)) {
      if (random.nextDouble() < share) {
        change(file, random);
      }
    }
  }

  private static List<Path> filesOf(Path top) throws IOException {
    try (Stream<Path> paths = Files.walk(top)) {
      return paths.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static void change(Path file, SplittableRandom random) throws IOException {
    switch (random.nextInt(8)) {
      case 0 -> Files.write(file, bytes(500, random), StandardOpenOption.APPEND);
      case 1 -> Files.move(file, file.resolveSibling("renamed-" + file.getFileName()));
      case 2 -> Files.delete(file);
      case 3 -> Files.write(file.resolveSibling("new-" + file.getFileName()), bytes(5000, random));
      default -> Files.write(file, bytes((int) Files.size(file), random));
    }
  }

  private static byte[] bytes(int count, SplittableRandom random) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }
}
