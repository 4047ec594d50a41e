package io.btrsend.engine.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.engine.ImageAccessException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ImageFileTest {
  /** More threads than there are processors. */
  private static final int READERS = 24;

  private static final int READS = 300;

  private final byte[] content = new byte[1 << 16];

  @TempDir Path directory;

  @Test
  void anyNumberOfThreadsReadsAtTheSameTime() throws Exception {
    Path file = image();
    ExecutorService pool = Executors.newFixedThreadPool(READERS);
    try (ByteSource image = ImageFile.open(file)) {
      List<Future<?>> readers = new ArrayList<>();
      for (int i = 0; i < READERS; i++) {
        Random random = new Random(i);
        readers.add(pool.submit(() -> readHereAndThere(image, random)));
      }
      for (Future<?> reader : readers) {
        reader.get();
      }
    } finally {
      pool.shutdownNow();
    }
  }

  private void readHereAndThere(ByteSource image, Random random) {
    for (int i = 0; i < READS; i++) {
      int from = random.nextInt(content.length);
      ByteBuffer buffer = ByteBuffer.allocateDirect(random.nextInt(content.length - from) + 1);
      image.read(from, buffer);
      byte[] read = new byte[buffer.flip().remaining()];
      buffer.get(read);
      assertArrayEquals(Arrays.copyOfRange(content, from, from + read.length), read);
    }
  }

  /** Readers whose thread is interrupted again and again, among others that know nothing of it. */
  @Test
  void anInterruptedThreadReadsOnAndDisturbsNoOther() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(READERS);
    try (ByteSource image = ImageFile.open(image())) {
      AtomicBoolean done = new AtomicBoolean();
      Thread[] victims = new Thread[READERS / 2];
      List<Future<?>> readers = new ArrayList<>();
      CountDownLatch started = new CountDownLatch(victims.length);
      for (int i = 0; i < READERS; i++) {
        int reader = i;
        readers.add(
            pool.submit(
                () -> {
                  if (reader < victims.length) {
                    victims[reader] = Thread.currentThread();
                    started.countDown();
                  }
                  readHereAndThere(image, new Random(reader));
                }));
      }
      started.await();
      Thread interrupter = new Thread(() -> interruptUntil(done, victims));
      interrupter.start();
      try {
        for (Future<?> reader : readers) {
          reader.get();
        }
      } finally {
        done.set(true);
        interrupter.join();
      }
    } finally {
      pool.shutdownNow();
    }
  }

  private static void interruptUntil(AtomicBoolean done, Thread[] victims) {
    while (!done.get()) {
      for (Thread victim : victims) {
        victim.interrupt();
      }
    }
  }

  @Test
  void anInterruptedThreadStaysInterrupted() throws IOException {
    try (ByteSource image = ImageFile.open(image())) {
      Thread.currentThread().interrupt();
      ByteBuffer buffer = ByteBuffer.allocate(content.length);
      image.read(0, buffer);
      assertTrue(Thread.interrupted());
      assertArrayEquals(content, buffer.array());
    }
  }

  /** What is open is read on; what has to be opened anew would be another file. */
  @Test
  void aFileThatTookTheNameIsNotRead() throws Exception {
    Path file = image();
    try (ByteSource image = ImageFile.open(file)) {
      Path other = Files.write(directory.resolve("other"), new byte[content.length]);
      Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
      ExecutorService pool = Executors.newFixedThreadPool(READERS);
      try {
        List<Future<?>> readers = new ArrayList<>();
        for (int i = 0; i < READERS; i++) {
          Random random = new Random(i);
          readers.add(pool.submit(() -> readHereAndThere(image, random)));
        }
        for (Future<?> reader : readers) {
          reader.get();
        }
      } finally {
        pool.shutdownNow();
      }
    }
  }

  @Test
  void aReadBeyondTheEndIsRefused() throws IOException {
    try (ByteSource image = ImageFile.open(image())) {
      for (long position : new long[] {content.length, -1, Long.MAX_VALUE, Long.MIN_VALUE}) {
        assertThrows(
            ImageAccessException.class, () -> image.read(position, ByteBuffer.allocate(1)));
      }
    }
  }

  @Test
  void aClosedDeviceIsNotRead() throws IOException {
    ByteSource image = ImageFile.open(image());
    image.close();
    assertThrows(ImageAccessException.class, () -> image.read(0, ByteBuffer.allocate(1)));
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  @Timeout(20)
  void aNamedPipeIsRefusedBeforeItIsOpened() throws Exception {
    Path pipe = directory.resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    assertRefused(pipe, "named pipe");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aCharacterDeviceIsRefused() {
    assertRefused(Path.of("/dev/zero"), "character device");
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void aSocketIsRefused() throws IOException {
    Path socket = directory.resolve("socket");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      assertRefused(socket, "socket");
    }
  }

  @Test
  void aDirectoryIsRefused() {
    assertRefused(directory, "directory");
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    Path file = directory.resolve("absent");
    ImageAccessException failure =
        assertThrows(ImageAccessException.class, () -> ImageFile.open(file));
    assertEquals(file + ": cannot be opened: no such file or directory", failure.getMessage());
  }

  private static void assertRefused(Path file, String kind) {
    ImageAccessException failure =
        assertThrows(ImageAccessException.class, () -> ImageFile.open(file));
    assertEquals(
        file + ": is a " + kind + ", not an image or a block device", failure.getMessage());
  }

  private Path image() throws IOException {
    new Random(1).nextBytes(content);
    return Files.write(directory.resolve("image"), content);
  }
}
