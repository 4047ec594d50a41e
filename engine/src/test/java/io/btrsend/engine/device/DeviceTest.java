package io.btrsend.engine.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.btrsend.engine.ImageAccessException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceTest {
  /** More than a device has channels, whatever the machine. */
  private static final int READERS = 24;

  private static final int READS = 2_000;

  private final byte[] content = new byte[1 << 16];

  @TempDir Path directory;

  @Test
  void anyNumberOfThreadsReadsAtTheSameTime() throws Exception {
    Path file = image();
    ExecutorService pool = Executors.newFixedThreadPool(READERS);
    try (Device device = Device.open(file)) {
      List<Future<?>> readers = new ArrayList<>();
      for (int i = 0; i < READERS; i++) {
        Random random = new Random(i);
        readers.add(pool.submit(() -> readHereAndThere(device, random)));
      }
      for (Future<?> reader : readers) {
        reader.get();
      }
    } finally {
      pool.shutdownNow();
    }
  }

  private void readHereAndThere(Device device, Random random) {
    for (int i = 0; i < READS; i++) {
      int from = random.nextInt(content.length);
      ByteBuffer buffer = ByteBuffer.allocateDirect(random.nextInt(content.length - from) + 1);
      device.read(from, buffer);
      byte[] read = new byte[buffer.flip().remaining()];
      buffer.get(read);
      assertArrayEquals(Arrays.copyOfRange(content, from, from + read.length), read);
    }
  }

  @Test
  void aClosedDeviceIsNotRead() throws IOException {
    Device device = Device.open(image());
    device.close();
    assertThrows(ImageAccessException.class, () -> device.read(0, ByteBuffer.allocate(1)));
  }

  private Path image() throws IOException {
    new Random(1).nextBytes(content);
    return Files.write(directory.resolve("image"), content);
  }
}
