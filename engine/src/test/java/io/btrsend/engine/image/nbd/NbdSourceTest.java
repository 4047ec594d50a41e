package io.btrsend.engine.image.nbd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.engine.ImageAccessException;
import io.btrsend.engine.image.Layer;
import io.btrsend.engine.image.nbd.TestServer.Conversation;
import io.btrsend.engine.image.nbd.TestServer.Read;
import io.btrsend.engine.image.nbd.TestServer.Talk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Reading from servers that keep to the protocol, each in its own way. */
@Timeout(60)
class NbdSourceTest {
  private static final int MANY_CONNECTIONS = 1 << 8;
  private static final long SEED = new Random().nextLong();

  /** A third of it is zero, in runs. */
  private static final byte[] DISK = disk(5 << 20);

  private static byte[] disk(int length) {
    byte[] disk = new byte[length];
    new Random(1).nextBytes(disk);
    for (int at = 0; at + 12288 <= length; at += 12288) {
      Arrays.fill(disk, at, at + 4096, (byte) 0);
    }
    return disk;
  }

  private static void assertReads(Conversation conversation, byte[] disk) throws IOException {
    try (TestServer server = new TestServer(conversation);
        NbdSource source = NbdSource.open(server.address())) {
      assertEquals(disk.length, source.size());
      assertEquals(server.address(), source.name());
      assertEquals(List.of(Layer.ofExport(server.address(), disk.length)), source.layers());
      assertReads(source, disk, new Random(SEED), 60);
    }
  }

  private static void assertReads(NbdSource source, byte[] disk, Random random, int count) {
    for (int i = 0; i < count; i++) {
      int most = 1 << random.nextInt(22);
      int length = Math.min(disk.length, 1 + random.nextInt(most));
      int from = random.nextInt(disk.length - length + 1);
      if (random.nextBoolean()) {
        from &= -4096;
        length = Math.min(disk.length - from, (length + 4095) & -4096);
      }
      assertRead(source, disk, from, length);
    }
    assertRead(source, disk, 0, disk.length);
    assertRead(source, disk, disk.length - 1, 1);
  }

  private static void assertRead(NbdSource source, byte[] disk, int from, int length) {
    ByteBuffer read = ByteBuffer.allocate(length + 7).position(3).limit(3 + length);
    source.read(from, read);
    assertEquals(3 + length, read.position());
    byte[] found = Arrays.copyOfRange(read.array(), 3, 3 + length);
    assertArrayEquals(
        Arrays.copyOfRange(disk, from, from + length), found, "seed " + SEED + ", byte " + from);
  }

  @Test
  void simpleReplies() throws IOException {
    assertReads(
        talk -> {
          talk.open(DISK.length, 1, false);
          talk.serveSimply(DISK);
        },
        DISK);
  }

  /** Chunks in any order, holes where there are zeros, and an empty last chunk. */
  private static void serveInChunks(Talk talk, byte[] disk, Random random) throws IOException {
    for (Read read = talk.request(); read != null; read = talk.request()) {
      List<int[]> ranges = new ArrayList<>();
      int end = (int) read.offset() + read.length();
      for (int at = (int) read.offset(); at < end; ) {
        int to = Math.min(end, at + 1 + random.nextInt(20_000));
        ranges.add(new int[] {at, to});
        at = to;
      }
      Collections.shuffle(ranges, random);
      for (int[] range : ranges) {
        byte[] content = Arrays.copyOfRange(disk, range[0], range[1]);
        if (Arrays.equals(content, new byte[content.length])) {
          talk.hole(read, 0, range[0], content.length);
        } else {
          talk.data(read, 0, disk, range[0], range[1]);
        }
      }
      talk.chunk(read.cookie(), 1, 0);
    }
  }

  @Test
  void chunksInAnyOrder() throws IOException {
    assertReads(
        talk -> {
          talk.open(DISK.length, 1, true);
          serveInChunks(talk, DISK, new Random(SEED));
        },
        DISK);
  }

  @Test
  void repliesInAnotherOrder() throws IOException {
    assertReads(
        talk -> {
          talk.open(DISK.length, 1, true);
          Read held = null;
          for (Read read = talk.request(); read != null; read = talk.request()) {
            // A long read is several requests: every other one is answered after the next.
            if (held == null && read.length() == 256 << 10 && talk.in.available() > 0) {
              held = read;
              continue;
            }
            data(talk, read);
            if (held != null) {
              data(talk, held);
              held = null;
            }
          }
        },
        DISK);
  }

  private static void data(Talk talk, Read read) throws IOException {
    int from = (int) read.offset();
    talk.data(read, 1, DISK, from, from + read.length());
  }

  @Test
  void requestsKeepToTheBlocksOfTheServer() throws IOException {
    byte[] disk = Arrays.copyOf(DISK, (1 << 20) + 4096);
    AtomicInteger wrong = new AtomicInteger();
    assertReads(
        talk -> {
          talk.untilGo(true);
          talk.replyBlocks(4096, 4096, 12288);
          talk.replyInfo(disk.length, 1);
          talk.reply(7, 1);
          for (Read read = talk.request(); read != null; read = talk.request()) {
            boolean right =
                read.offset() % 4096 == 0 && read.length() % 4096 == 0 && read.length() <= 12288;
            if (!right) {
              wrong.incrementAndGet();
            }
            talk.data(read, 1, disk, (int) read.offset(), (int) read.offset() + read.length());
          }
        },
        disk);
    assertEquals(0, wrong.get());
  }

  @Test
  void aDiskMayEndWithinABlock() throws IOException {
    byte[] disk = Arrays.copyOf(DISK, 100_001);
    assertReads(
        talk -> {
          talk.open(disk.length, 1, false);
          talk.serveSimply(disk);
        },
        disk);
  }

  private static int connectionsOf(int flags) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    Conversation conversation =
        talk -> {
          talk.open(DISK.length, flags, true);
          serveInChunks(talk, DISK, new Random(SEED));
        };
    try (TestServer server = new TestServer(conversation);
        NbdSource source = NbdSource.open(server.address())) {
      List<Future<?>> readers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        Random random = new Random(SEED + i);
        readers.add(threads.submit(() -> assertReads(source, DISK, random, 40)));
      }
      for (Future<?> reader : readers) {
        reader.get();
      }
      return server.connections();
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void manyThreadsShareAConnection() throws Exception {
    assertEquals(1, connectionsOf(1));
  }

  @Test
  void thereAreSeveralConnectionsIfTheServerAllowsThem() throws Exception {
    int connections = connectionsOf(1 | MANY_CONNECTIONS);
    assertTrue(connections > 1 && connections <= 4, connections + " connections");
  }

  @Test
  void aConnectionThatIsRefusedIsDoneWithout() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    Conversation conversation =
        talk -> {
          if (talk.number > 1) {
            return;
          }
          talk.open(DISK.length, 1 | MANY_CONNECTIONS, true);
          serveInChunks(talk, DISK, new Random(SEED));
        };
    try (TestServer server = new TestServer(conversation);
        NbdSource source = NbdSource.open(server.address())) {
      List<Future<?>> readers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        Random random = new Random(SEED + i);
        readers.add(threads.submit(() -> assertReads(source, DISK, random, 20)));
      }
      for (Future<?> reader : readers) {
        reader.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void anInterruptedReadIsCompletedAndDisturbsNoOther() throws Exception {
    Conversation conversation =
        talk -> {
          talk.open(DISK.length, 1, true);
          serveInChunks(talk, DISK, new Random(SEED));
        };
    try (TestServer server = new TestServer(conversation);
        NbdSource source = NbdSource.open(server.address())) {
      Thread.currentThread().interrupt();
      assertRead(source, DISK, 0, DISK.length);
      assertTrue(Thread.interrupted());
      assertRead(source, DISK, 0, DISK.length);
      assertEquals(1, server.connections());
    }
  }

  @Test
  void aLostConnectionIsMadeAnewAndTheReadGoesOn() throws IOException {
    Conversation conversation =
        talk -> {
          talk.open(DISK.length, 1, true);
          // Ends in the middle of a chunk, a little later with every connection.
          for (int i = 0; i < talk.number; i++) {
            Read read = talk.request();
            if (read == null) {
              return;
            }
            data(talk, read);
          }
          Read read = talk.request();
          if (read != null) {
            talk.out.writeInt(0x668e33ef);
            talk.out.writeLong(7);
          }
        };
    try (TestServer server = new TestServer(conversation);
        NbdSource source = NbdSource.open(server.address(), QUICK)) {
      assertRead(source, DISK, 0, 3 << 20);
      assertTrue(server.connections() > 2, server.connections() + " connections");
    }
  }

  /** No more patience than a test needs. */
  static final NbdTimeouts QUICK =
      new NbdTimeouts(
          Duration.ofSeconds(2),
          Duration.ofMillis(1500),
          Duration.ofSeconds(2),
          Duration.ofMillis(2500));

  @Test
  void aServerThatIsStartedAgainIsFound() throws Exception {
    Conversation conversation =
        talk -> {
          talk.open(DISK.length, 1, false);
          talk.serveSimply(DISK);
        };
    TestServer first = new TestServer(conversation);
    try (NbdSource source = NbdSource.open(first.address())) {
      assertRead(source, DISK, 0, 4096);
      int port = first.port();
      first.close();
      ExecutorService later = Executors.newSingleThreadExecutor();
      Future<TestServer> second =
          later.submit(
              () -> {
                TimeUnit.MILLISECONDS.sleep(700);
                return new TestServer(conversation, port);
              });
      assertRead(source, DISK, 0, 1 << 20);
      second.get().close();
      later.shutdown();
    }
  }

  @Test
  void anotherDiskIsNotReadOn() throws IOException {
    Conversation conversation =
        talk -> {
          talk.open(DISK.length + (talk.number - 1) * 512, 1, false);
          Read read = talk.request();
          if (read != null) {
            talk.replySimple(read.cookie(), 0, Arrays.copyOf(DISK, read.length()));
          }
        };
    try (TestServer server = new TestServer(conversation);
        NbdSource source = NbdSource.open(server.address(), QUICK)) {
      assertRead(source, DISK, 0, 4096);
      ImageAccessException failure =
          assertThrows(ImageAccessException.class, () -> source.read(0, ByteBuffer.allocate(4096)));
      assertEquals(
          server.address()
              + ": cannot be read at byte 0: the export is another one since the connection was"
              + " lost: 5243392 bytes instead of 5242880",
          failure.getMessage());
    }
  }

  @Test
  void anErrorIsOneOfThatReadOnly() throws IOException {
    Conversation conversation =
        talk -> {
          talk.open(DISK.length, 1, true);
          for (Read read = talk.request(); read != null; read = talk.request()) {
            if (read.offset() == 8192) {
              talk.error(read, 1, 5, "bad\nsector");
            } else {
              data(talk, read);
            }
          }
        };
    try (TestServer server = new TestServer(conversation);
        NbdSource source = NbdSource.open(server.address())) {
      ImageAccessException failure =
          assertThrows(
              ImageAccessException.class, () -> source.read(8192, ByteBuffer.allocate(4096)));
      assertEquals(
          server.address() + ": cannot be read at byte 8192: the server reports EIO (bad?sector)",
          failure.getMessage());
      assertRead(source, DISK, 4096, 4096);
      assertEquals(1, server.connections());
    }
  }
}
