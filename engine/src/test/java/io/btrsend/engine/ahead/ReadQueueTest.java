package io.btrsend.engine.ahead;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.engine.ImageAccessException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReadQueueTest {
  private static final int KIB = 1024;
  private static final int MIB = 1024 * KIB;
  private static final Duration ALWAYS_SLOW = Duration.ofNanos(-1);

  private final FakeDisk disk = new FakeDisk(8 * MIB + 1234, 1);
  private ReadAhead ahead;
  private ReadQueue queue;

  private void open(long bytes, int depth, Duration patience) {
    ahead = new ReadAhead(new ReadAheadLimits(bytes, depth, patience, ALWAYS_SLOW));
    queue = ahead.queue(disk);
    for (int i = 0; !queue.isSlow(); i++) {
      read(i, 1);
    }
    disk.requests.set(0);
    disk.bytesRead.set(0);
  }

  @AfterEach
  void close() {
    ahead.close();
  }

  private byte[] read(int position, int length) {
    ByteBuffer dst = ByteBuffer.allocate(length);
    queue.read(position, dst);
    return dst.array();
  }

  private void assertRead(int position, int length) {
    assertArrayEquals(
        Arrays.copyOfRange(disk.content, position, position + length), read(position, length));
  }

  @Test
  void announcedBytesAreReadOnceAndNeighboursTogether() {
    open(4 * MIB, 1, Duration.ofSeconds(30));
    synchronized (disk.gate) {
      for (int at = 0; at < MIB; at += 64 * KIB) {
        queue.expect(Kind.DATA, at, 64 * KIB);
      }
    }
    for (int at = 0; at < MIB; at += 16 * KIB) {
      assertRead(at, 16 * KIB);
    }
    assertEquals(MIB, disk.bytesRead.get());
    assertTrue(disk.requests.get() <= 3, disk.requests + " requests");
  }

  @Test
  void whatIsReadAheadStaysWithinTheMemory() throws Exception {
    open(MIB, 4, Duration.ofSeconds(30));
    queue.expect(Kind.DATA, 0, 8 * MIB);
    Thread.sleep(200);
    assertTrue(disk.bytesRead.get() <= MIB, disk.bytesRead + " bytes");
    assertRead(0, 8 * MIB);
    assertEquals(8 * MIB, disk.bytesRead.get());
  }

  @Test
  void noMoreRequestsThanAllowedAreInFlight() {
    open(4 * MIB, 3, Duration.ofSeconds(30));
    for (int at = 0; at < 4 * MIB; at += 128 * KIB) {
      queue.expect(Kind.METADATA, at, 16 * KIB);
    }
    for (int at = 0; at < 4 * MIB; at += 128 * KIB) {
      assertRead(at, 16 * KIB);
    }
    assertTrue(disk.mostInFlight.get() <= 3, disk.mostInFlight + " in flight");
  }

  @Test
  void aFailureOfReadingAheadShowsOnlyWhereTheBytesAreNeeded() {
    open(4 * MIB, 2, Duration.ofSeconds(30));
    disk.badByte = 300 * KIB + 7;
    queue.expect(Kind.DATA, 0, MIB);
    assertRead(0, 300 * KIB);
    assertRead(304 * KIB, 512 * KIB);
    ImageAccessException failure =
        assertThrows(ImageAccessException.class, () -> read(300 * KIB, 4 * KIB));
    assertEquals("disk: cannot be read at byte " + disk.badByte, failure.getMessage());
  }

  @Test
  void aSourceThatDoesNotAnswerIsNotAskedAgain() {
    open(MIB, 2, Duration.ofMillis(100));
    synchronized (disk.gate) {
      ImageAccessException failure =
          assertThrows(ImageAccessException.class, () -> read(0, 4 * KIB));
      assertEquals("disk: did not answer for 0 seconds", failure.getMessage());
      assertThrows(ImageAccessException.class, () -> read(MIB, 4 * KIB));
    }
    assertTrue(disk.requests.get() <= 1);
  }

  @Test
  void announcedBytesThatNobodyReadsMakeRoomForOthers() {
    open(256 * KIB, 2, Duration.ofSeconds(30));
    queue.expect(Kind.METADATA, 0, 64 * KIB);
    for (int at = MIB; at < 4 * MIB; at += 16 * KIB) {
      queue.expect(Kind.METADATA, at, 16 * KIB);
      assertRead(at, 16 * KIB);
    }
    long before = disk.bytesRead.get();
    assertRead(0, 64 * KIB);
    assertTrue(disk.bytesRead.get() > before, "the unwanted bytes were kept");
  }

  @Test
  void nothingIsAnnouncedToAFastSource() {
    ahead = new ReadAhead(new ReadAheadLimits(MIB, 4, Duration.ofSeconds(30), Duration.ofHours(1)));
    queue = ahead.queue(disk);
    queue.expect(Kind.DATA, 0, MIB);
    assertRead(0, KIB);
    assertEquals(KIB, disk.bytesRead.get());
  }

  @Test
  void anInterruptedReaderGetsItsBytesAndStaysInterrupted() {
    open(MIB, 2, Duration.ofSeconds(30));
    Thread.currentThread().interrupt();
    assertRead(12345, 54321);
    assertTrue(Thread.interrupted());
  }

  @Test
  void randomReadersAndAnnouncementsGetTheRightBytes() {
    long seed = ThreadLocalRandom.current().nextLong();
    open(300 * KIB, 5, Duration.ofSeconds(30));
    List<CompletableFuture<Void>> readers = new ArrayList<>();
    for (int reader = 0; reader < 4; reader++) {
      Random random = new Random(seed + reader);
      readers.add(CompletableFuture.runAsync(() -> readAtRandom(random)));
    }
    try {
      readers.forEach(CompletableFuture::join);
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError("seed " + seed, e);
    }
  }

  private void readAtRandom(Random random) {
    for (int i = 0; i < 400; i++) {
      int position = random.nextInt(disk.content.length - 1);
      int length = 1 + random.nextInt(Math.min(200 * KIB, disk.content.length - position));
      switch (random.nextInt(3)) {
        case 0 -> queue.expect(Kind.DATA, position, length);
        case 1 -> queue.expect(Kind.METADATA, position, Math.min(length, 16 * KIB));
        default -> assertRead(position, length);
      }
    }
  }
}
