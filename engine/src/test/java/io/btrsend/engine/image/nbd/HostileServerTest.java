package io.btrsend.engine.image.nbd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.engine.ImageAccessException;
import io.btrsend.engine.image.nbd.TestServer.Conversation;
import io.btrsend.engine.image.nbd.TestServer.Read;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers that hang, close, lie or break the protocol: one line, soon. */
@Timeout(60)
class HostileServerTest {
  private static final int SIZE = 1 << 20;
  private static final byte[] DISK = new byte[SIZE];

  /** The message of a read of 4096 bytes at byte 65536, of a server that can be opened. */
  private static void assertUnreadable(String problem, Conversation conversation)
      throws IOException {
    try (TestServer server = new TestServer(conversation);
        NbdSource source = NbdSource.open(server.address(), NbdSourceTest.QUICK)) {
      ByteBuffer dst = ByteBuffer.allocate(4096);
      long start = System.nanoTime();
      ImageAccessException failure =
          assertThrows(ImageAccessException.class, () -> source.read(65536, dst));
      String expected = server.address() + ": cannot be read at byte 65536: " + problem;
      assertEquals(expected, failure.getMessage());
      assertTrue(failure.getCause() instanceof IOException);
      assertTrue(System.nanoTime() - start < 5_000_000_000L, "within its limits");

      long again = System.nanoTime();
      assertThrows(ImageAccessException.class, () -> source.read(0, dst.clear()));
      assertTrue(System.nanoTime() - again < 1_000_000_000L, "fails at once");
    }
  }

  private static void assertBroken(String how, Conversation conversation) throws IOException {
    assertUnreadable("breaks the NBD protocol: " + how, conversation);
  }

  private static void assertNotOpened(String problem, Conversation conversation)
      throws IOException {
    try (TestServer server = new TestServer(conversation)) {
      assertNotOpened(server.address(), problem);
    }
  }

  private static void assertNotOpened(String address, String problem) {
    ImageAccessException failure =
        assertThrows(
            ImageAccessException.class, () -> NbdSource.open(address, NbdSourceTest.QUICK));
    assertEquals(address + ": cannot be opened: " + problem, failure.getMessage());
    assertTrue(failure.getCause() instanceof IOException);
  }

  @Test
  void nobodyListens() throws IOException {
    String address;
    try (TestServer server = new TestServer(talk -> {})) {
      address = server.address();
    }
    assertNotOpened(address, "Connection refused");
    assertNotOpened("nbd+unix:///disk?socket=/no/socket", "there is no socket /no/socket");
    assertNotOpened("nbd://no.invalid/disk", "there is no host no.invalid");
  }

  @Test
  void aServerThatSaysNothing() throws IOException {
    assertNotOpened("the server does not answer", talk -> talk.hang());
  }

  @Test
  void aServerThatStopsInTheMiddleOfTheHandshake() throws IOException {
    assertNotOpened(
        "the server does not answer",
        talk -> {
          talk.untilGo(true);
          talk.replyInfo(SIZE, 1);
          talk.hang();
        });
  }

  @Test
  void aServerThatClosesAtOnce() throws IOException {
    assertNotOpened("the server closed the connection", talk -> {});
  }

  @Test
  void aServerOfSomethingElse() throws IOException {
    assertNotOpened(
        "is no NBD server",
        talk -> {
          talk.out.write("HTTP/1.1 400 Bad Request\r\n".getBytes(StandardCharsets.US_ASCII));
          talk.hang();
        });
  }

  @Test
  void oldProtocols() throws IOException {
    assertNotOpened(
        "speaks the old NBD protocol, without options",
        talk -> {
          talk.out.writeLong(0x4e42444d41474943L);
          talk.out.writeLong(0x00420281861253L);
          talk.hang();
        });
    assertNotOpened(
        "speaks an old NBD protocol, not fixed newstyle",
        talk -> {
          talk.out.writeLong(0x4e42444d41474943L);
          talk.out.writeLong(0x49484156454f5054L);
          talk.out.writeShort(2);
          talk.hang();
        });
    assertNotOpened(
        "speaks an old NBD protocol, without the option GO",
        talk -> {
          talk.untilGo(true);
          talk.reply(7, 0x80000001);
        });
  }

  @Test
  void anUnknownExport() throws IOException {
    assertNotOpened(
        "has no such export (never heard of it); it has 'one', 'two'",
        talk -> {
          talk.untilGo(true);
          talk.reply(7, 0x80000006, "never heard of it".getBytes(StandardCharsets.UTF_8));
          assertEquals(3, talk.option());
          talk.reply(
              3, 2, (byte) 0, (byte) 0, (byte) 0, (byte) 3, (byte) 'o', (byte) 'n', (byte) 'e');
          talk.reply(
              3, 2, (byte) 0, (byte) 0, (byte) 0, (byte) 3, (byte) 't', (byte) 'w', (byte) 'o');
          talk.reply(3, 1);
        });
  }

  @Test
  void aServerThatWantsOrHasNoTls() throws IOException {
    assertNotOpened(
        "wants TLS: with it the address begins with nbds://",
        talk -> {
          talk.greet();
          talk.reply(talk.option(), 0x80000005);
          talk.hang();
        });
    try (TestServer server = new TestServer(talk -> talk.untilGo(true))) {
      assertNotOpened(
          server.address().replace("nbd:", "nbds:"),
          "offers no TLS: without it the address begins with nbd://");
    }
  }

  @Test
  void plainTextAfterTheAgreementOnTls() throws IOException {
    Conversation conversation =
        talk -> {
          talk.greet();
          assertEquals(5, talk.option());
          talk.reply(5, 1, new byte[0]);
          talk.reply(8, 1);
          talk.out.flush();
          talk.hang();
        };
    try (TestServer server = new TestServer(conversation)) {
      String address = server.address().replace("nbd:", "nbds:");
      ImageAccessException failure =
          assertThrows(
              ImageAccessException.class, () -> NbdSource.open(address, NbdSourceTest.QUICK));
      String message = failure.getMessage();
      boolean refused =
          message.contains("bytes between the agreement on TLS") || message.contains(": TLS: ");
      assertTrue(refused, message);
    }
  }

  @Test
  void liesAboutTheExport() throws IOException {
    assertNotOpened(
        "breaks the NBD protocol: a size of 9223372036854775808 bytes",
        talk -> talk.open(Long.MIN_VALUE, 1, true));
    assertNotOpened(
        "breaks the NBD protocol: an export without a size",
        talk -> {
          talk.untilGo(true);
          talk.reply(7, 1);
        });
    for (int[] blocks : new int[][] {{0, 4096, 4096}, {3, 4096, 4096}, {512, 512, 256}}) {
      assertNotOpened(
          "breaks the NBD protocol: blocks of " + blocks[0] + " to " + blocks[2] + " bytes",
          talk -> {
            talk.untilGo(true);
            talk.replyBlocks(blocks[0], blocks[1], blocks[2]);
            talk.replyInfo(SIZE, 1);
            talk.reply(7, 1);
          });
    }
  }

  @Test
  void repliesToOptionsThatMakeNoSense() throws IOException {
    assertNotOpened(
        "breaks the NBD protocol: a reply 0x0003e889045565a9 about option 9 to option 8",
        talk -> {
          talk.greet();
          talk.reply(talk.option() + 1, 1);
        });
    assertNotOpened(
        "breaks the NBD protocol: a reply of 4294967295 bytes",
        talk -> {
          talk.greet();
          talk.out.writeLong(0x0003e889045565a9L);
          talk.out.writeInt(talk.option());
          talk.out.writeInt(1);
          talk.out.writeInt(-1);
          talk.hang();
        });
    assertNotOpened(
        "breaks the NBD protocol: an endless answer about the export",
        talk -> {
          talk.untilGo(true);
          while (true) {
            talk.replyInfo(SIZE, 1);
          }
        });
  }

  @Test
  void aServerThatHangsWhenAskedForBytes() throws IOException {
    assertUnreadable(
        "the server does not answer",
        talk -> {
          talk.open(SIZE, 1, true);
          talk.hang();
        });
  }

  @Test
  void aServerThatSendsAByteNowAndThen() throws IOException {
    assertUnreadable(
        "the server does not answer",
        talk -> {
          talk.open(SIZE, 1, true);
          Read read = talk.request();
          talk.out.writeInt(0x67446698);
          talk.out.writeInt(0);
          talk.out.writeLong(read.cookie());
          for (int i = 0; i < 4096; i++) {
            talk.out.write(1);
            talk.out.flush();
            Thread.sleep(50);
          }
        });
  }

  @Test
  void errorsWithoutEnd() throws IOException {
    assertUnreadable(
        "the server does not answer",
        talk -> {
          talk.open(SIZE, 1, true);
          Read read = talk.request();
          while (true) {
            talk.error(read, 0, 5, "");
          }
        });
  }

  @Test
  void aServerThatClosesWhenAskedForBytes() throws IOException {
    assertUnreadable(
        "the server closed the connection",
        talk -> {
          talk.open(SIZE, 1, true);
          var unused = talk.request();
        });
  }

  @Test
  void repliesThatMakeNoSense() throws IOException {
    assertBroken(
        "a reply to no request",
        talk -> {
          talk.open(SIZE, 1, true);
          talk.replySimple(talk.request().cookie() + 1, 0, new byte[4096]);
          talk.hang();
        });
    assertBroken(
        "a reply that begins with 0x00000000",
        talk -> {
          talk.open(SIZE, 1, true);
          var unused = talk.request();
          talk.out.write(new byte[4096]);
          talk.hang();
        });
    assertBroken(
        "a reply that begins with 0x668e33ef",
        talk -> {
          talk.open(SIZE, 1, false);
          talk.data(talk.request(), 1, DISK, 65536, 69632);
          talk.hang();
        });
  }

  @Test
  void chunksThatMakeNoSense() throws IOException {
    assertBroken(
        "4096 bytes at byte 65537 for a request of 4096 at byte 65536",
        talk -> {
          talk.open(SIZE, 1, true);
          talk.data(talk.request(), 1, DISK, 65537, 65537 + 4096);
          talk.hang();
        });
    assertBroken(
        "4294967295 bytes at byte 65536 for a request of 4096 at byte 65536",
        talk -> {
          talk.open(SIZE, 1, true);
          talk.hole(talk.request(), 1, 65536, -1);
          talk.hang();
        });
    assertBroken(
        "the same bytes twice, at byte 66000",
        talk -> {
          talk.open(SIZE, 1, true);
          Read read = talk.request();
          talk.data(read, 0, DISK, 65536, 67000);
          talk.data(read, 0, DISK, 66000, 68000);
          talk.hang();
        });
    assertBroken(
        "an incomplete reply to a request of 4096 bytes at byte 65536",
        talk -> {
          talk.open(SIZE, 1, true);
          talk.data(talk.request(), 1, DISK, 65537, 65536 + 4096);
          talk.hang();
        });
    assertBroken(
        "a chunk of type 5 and 12 bytes",
        talk -> {
          talk.open(SIZE, 1, true);
          talk.chunk(talk.request().cookie(), 1, 5, new byte[12]);
          talk.hang();
        });
    assertBroken(
        "a malformed error",
        talk -> {
          talk.open(SIZE, 1, true);
          talk.chunk(talk.request().cookie(), 1, 0x8001, new byte[6]);
          talk.hang();
        });
  }
}
