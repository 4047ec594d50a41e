package io.btrsend.engine.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.engine.stream.Attribute;
import io.btrsend.engine.stream.CommandChecksums;
import io.btrsend.engine.stream.CommandType;
import io.btrsend.engine.stream.CommandWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class StreamComparisonTest {
  @Test
  void sameStreamsHaveNoDifference() {
    assertNull(StreamComparison.difference(stream("f", "data"), stream("f", "data")));
    StreamComparison.assertSame("same", stream("f", "data"), stream("f", "data"));
  }

  @Test
  void firstCommandThatDiffersIsShownOnBothSides() {
    assertEquals(
        """
        the streams of 137 and 137 bytes differ from byte 71 on
          1  subvol          ./sv                            \
        uuid=00000000-0000-0001-0000-000000000002 transid=9
        command 2 at byte 65: expected
          mkfile          ./sv/f
        but was
          mkfile          ./sv/g
        expected next
          write           ./sv/f                          offset=0 len=4
          end
          (the stream is over)
        actual next
          write           ./sv/g                          offset=0 len=4
          end
          (the stream is over)
        """,
        StreamComparison.difference(stream("f", "data"), stream("g", "data")));
  }

  @Test
  void differentDataIsShownAsBytes() {
    AssertionError error =
        assertThrows(
            AssertionError.class,
            () -> StreamComparison.assertSame("a send", stream("f", "data"), stream("f", "dota")));
    assertTrue(error.getMessage().startsWith("a send\nthe streams"), error.getMessage());
    assertTrue(error.getMessage().contains("64 61 74 61\nbut was"), error.getMessage());
    assertTrue(error.getMessage().contains("64 6f 74 61\nexpected next"), error.getMessage());
  }

  @Test
  void streamThatStopsEarlyIsSaidToBeUnreadable() {
    byte[] whole = stream("f", "data");
    String difference = StreamComparison.difference(whole, Arrays.copyOf(whole, whole.length - 10));
    assertTrue(difference.contains("but was\n  (unreadable: "), difference);
    assertTrue(StreamComparison.difference(whole, new byte[0]).contains("empty"));
  }

  private static byte[] stream(String name, String data) {
    CommandWriter writer = new CommandWriter(1);
    writer.begin(CommandType.SUBVOL);
    writer.putBytes(Attribute.PATH, ascii("sv"));
    writer.putUuid(Attribute.UUID, new UUID(1, 2));
    writer.putU64(Attribute.CTRANSID, 9);
    writer.end();
    writer.begin(CommandType.MKFILE);
    writer.putBytes(Attribute.PATH, ascii(name));
    writer.putU64(Attribute.INO, 257);
    writer.end();
    writer.begin(CommandType.WRITE);
    writer.putBytes(Attribute.PATH, ascii(name));
    writer.putU64(Attribute.FILE_OFFSET, 0);
    writer.putBytes(Attribute.DATA, ascii(data));
    writer.end();
    writer.begin(CommandType.END);
    writer.end();
    ByteBuffer all = ByteBuffer.allocate(17 + writer.length());
    all.put(CommandWriter.streamHeader(1));
    CommandChecksums.putStamped(writer.array(), 0, writer.length(), all);
    return all.array();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
