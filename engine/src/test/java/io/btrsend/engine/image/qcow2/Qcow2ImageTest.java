package io.btrsend.engine.image.qcow2;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.btrsend.engine.DeviceConflictException;
import io.btrsend.engine.ImageAccessException;
import io.btrsend.engine.image.ByteSource;
import io.btrsend.engine.image.ImageAccess;
import io.btrsend.engine.image.ImageFile;
import io.btrsend.engine.image.ImageName;
import io.btrsend.engine.image.OpeningRecord;
import io.btrsend.engine.testing.DiskFixture;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class Qcow2ImageTest {
  private static final int READERS = 4;
  private static final int READS = 60;

  @TempDir Path directory;

  private final OpeningRecord record = new OpeningRecord();

  @TestFactory
  Stream<DynamicTest> everyImageReadsAsAGuestSeesIt() {
    return DiskFixture.all().stream()
        .map(
            fixture ->
                dynamicTest(
                    fixture.name(),
                    () -> {
                      Path own = Files.createDirectory(directory.resolve(fixture.name()));
                      Path image = fixture.unpack(own);
                      assertReads(fixture.bytes("guest.raw"), image, null);
                    }));
  }

  @Test
  void aSnapshotIsFoundByName() throws IOException {
    DiskFixture fixture = DiskFixture.named("snapshot");
    byte[] expected = fixture.bytes("snapshot.raw");
    assertReads(expected, fixture.unpack(directory), "before the change");
  }

  @Test
  void aSnapshotIsFoundByItsId() throws IOException {
    DiskFixture fixture = DiskFixture.named("snapshot");
    assertReads(fixture.bytes("snapshot.raw"), fixture.unpack(directory), "2");
  }

  @Test
  void whoAsksForAnotherSnapshotIsToldTheirNames() throws IOException {
    Path image = DiskFixture.named("snapshot").unpack(directory);
    DeviceConflictException failure =
        assertThrows(DeviceConflictException.class, () -> open(image, "yesterday"));
    assertEquals(
        image + ": has no snapshot yesterday; it has other, before the change",
        failure.getMessage());
  }

  @Test
  void anImageWithoutSnapshotsSaysSo() throws IOException {
    Path image = DiskFixture.named("v3").unpack(directory);
    DeviceConflictException failure =
        assertThrows(DeviceConflictException.class, () -> open(image, "x"));
    assertEquals(image + ": has no snapshot x; it has none", failure.getMessage());
  }

  @Test
  void anImageThatWasNotClosedIsNoticed() throws IOException {
    Path image = DiskFixture.named("lazy-dirty").unpack(directory);
    open(image, null).close();
    assertEquals(
        List.of(
            image
                + ": qcow2 image that was not closed properly (lazy refcounts);"
                + " a guest may be using it, else reading is safe"),
        record.notices());
  }

  @Test
  void manyThreadsReadAtTheSameTime() throws Exception {
    for (String name : List.of("deflate", "zstd-2m", "chain")) {
      DiskFixture fixture = DiskFixture.named(name);
      byte[] expected = fixture.bytes("guest.raw");
      Path own = Files.createDirectory(directory.resolve(name));
      ExecutorService pool = Executors.newFixedThreadPool(READERS);
      try (ByteSource disk = open(fixture.unpack(own), null)) {
        List<Future<?>> readers = new ArrayList<>();
        for (int i = 0; i < READERS; i++) {
          Random random = new Random(i);
          readers.add(pool.submit(() -> readHereAndThere(expected, disk, random)));
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
  void aReadBeyondTheDiskIsRefused() throws IOException {
    try (ByteSource disk = open(DiskFixture.named("v3").unpack(directory), null)) {
      ByteBuffer two = ByteBuffer.allocate(2);
      assertThrows(ImageAccessException.class, () -> disk.read(disk.size() - 1, two));
      assertEquals(2, two.remaining());
    }
  }

  @Test
  void whatAFailedReadWasGivenKeepsItsLimit() throws IOException {
    Path image = DiskFixture.named("zero-over-backing").unpack(directory);
    try (ByteSource disk = open(image, null)) {
      Files.write(directory.resolve("base.raw"), new byte[1]);
      ByteBuffer buffer = ByteBuffer.allocate(3 << 20);
      assertThrows(ImageAccessException.class, () -> disk.read(0, buffer));
      assertEquals(3 << 20, buffer.limit());
    }
  }

  @Test
  void aClosedImageIsNotRead() throws IOException {
    ByteSource disk = open(DiskFixture.named("v3").unpack(directory), null);
    disk.close();
    assertThrows(ImageAccessException.class, () -> disk.read(0, ByteBuffer.allocate(1)));
  }

  private void assertReads(byte[] expected, Path image, String snapshot) {
    try (ByteSource disk = open(image, snapshot)) {
      assertEquals(expected.length, disk.size());
      ByteBuffer whole = ByteBuffer.allocateDirect(expected.length);
      disk.read(0, whole);
      assertSame(expected, 0, whole);
      readHereAndThere(expected, disk, new Random(expected.length));
    }
  }

  private static void readHereAndThere(byte[] expected, ByteSource disk, Random random) {
    for (int i = 0; i < READS; i++) {
      int from = random.nextInt(expected.length);
      int length = 1 + random.nextInt(Math.min(expected.length - from, 200_000));
      ByteBuffer buffer =
          random.nextBoolean() ? ByteBuffer.allocate(length) : ByteBuffer.allocateDirect(length);
      disk.read(from, buffer);
      assertSame(expected, from, buffer);
    }
  }

  private static void assertSame(byte[] expected, int from, ByteBuffer read) {
    assertEquals(0, read.remaining());
    byte[] bytes = new byte[read.flip().remaining()];
    read.get(bytes);
    assertArrayEquals(Arrays.copyOfRange(expected, from, from + bytes.length), bytes);
  }

  private ByteSource open(Path image, String snapshot) {
    ByteSource file = ImageFile.open(image);
    try {
      ImageName name =
          ImageName.parse(snapshot == null ? image.toString() : image + "#" + snapshot);
      return Qcow2Opener.open(file, name, ImageAccess.defaults(), record);
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }
}
