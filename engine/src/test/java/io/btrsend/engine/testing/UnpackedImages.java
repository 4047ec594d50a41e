package io.btrsend.engine.testing;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The image files of the fixtures that were asked for, each unpacked once per JVM as a sparse file:
 * an image of 128 MiB takes a few hundred KiB of disk. The directory is removed when the JVM ends.
 */
final class UnpackedImages {

  private static final int BLOCK = 64 << 10;
  private static final byte[] ZEROS = new byte[BLOCK];
  private static final Map<String, Path> UNPACKED = new HashMap<>();
  private static Path directory;

  private UnpackedImages() {}

  static synchronized Path path(String fixture, int number) {
    return UNPACKED.computeIfAbsent(
        fixture + "." + number,
        key -> {
          try {
            return unpack(fixture, number, directory().resolve(key));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private static Path unpack(String fixture, int number, Path target) throws IOException {
    try (InputStream in = Fixture.openImage(fixture, number);
        FileChannel out =
            FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      byte[] block = new byte[BLOCK];
      long position = 0;
      for (int n = in.readNBytes(block, 0, BLOCK); n > 0; n = in.readNBytes(block, 0, BLOCK)) {
        if (!Arrays.equals(block, 0, n, ZEROS, 0, n)) {
          out.write(ByteBuffer.wrap(block, 0, n), position);
        }
        position += n;
      }
      extendTo(position, out);
    }
    return target;
  }

  /** Images end in zeros, which were skipped; the size of the file still has to be right. */
  private static void extendTo(long size, FileChannel out) throws IOException {
    if (out.size() < size) {
      out.write(ByteBuffer.allocate(1), size - 1);
    }
  }

  private static Path directory() throws IOException {
    if (directory == null) {
      Path created = Files.createTempDirectory("btrsend-fixtures");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(created)));
      directory = created;
    }
    return directory;
  }

  private static void delete(Path directory) {
    File[] files = directory.toFile().listFiles();
    for (File file : files == null ? new File[0] : files) {
      file.delete();
    }
    directory.toFile().delete();
  }
}
