package io.btrsend.engine.testing;

import java.io.DataInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;

/**
 * The image files of the fixtures that were asked for, each unpacked once per JVM as a sparse file:
 * an image of 128 MiB takes a few hundred KiB of disk. The directory is removed when the JVM ends.
 */
final class UnpackedImages {

  /** Bytes that say where a run belongs and how long it is. */
  private static final int RUN_HEAD = 16;

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

  /** Undoes what the script {@code fixtures/without-holes} did. */
  private static Path unpack(String fixture, int number, Path target) throws IOException {
    try (DataInputStream in = new DataInputStream(Fixture.openImage(fixture, number));
        FileChannel out =
            FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      long size = Long.reverseBytes(in.readLong());
      byte[] head = in.readNBytes(RUN_HEAD);
      while (head.length == RUN_HEAD) {
        ByteBuffer run = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
        copyRun(in, out, run.getLong(), run.getLong());
        head = in.readNBytes(RUN_HEAD);
      }
      if (out.size() < size) {
        out.write(ByteBuffer.allocate(1), size - 1);
      }
    }
    return target;
  }

  private static void copyRun(InputStream in, FileChannel out, long offset, long length)
      throws IOException {
    byte[] bytes = in.readNBytes((int) length);
    out.write(ByteBuffer.wrap(bytes), offset);
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
