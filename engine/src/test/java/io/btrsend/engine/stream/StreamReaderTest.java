package io.btrsend.engine.stream;

import static io.btrsend.engine.stream.StreamBuilder.attribute;
import static io.btrsend.engine.stream.StreamBuilder.latin1;
import static io.btrsend.engine.stream.StreamBuilder.path;
import static io.btrsend.engine.stream.StreamBuilder.u64;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.engine.StreamFormatException;
import io.btrsend.engine.testing.Fixture;
import io.btrsend.engine.testing.KernelStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamReaderTest {
  @Test
  void readsAttributesByNumberInAnyOrder() throws IOException {
    StreamReader reader =
        StreamBuilder.subvolume(1)
            .command(
                CommandType.WRITE,
                attribute(Attribute.DATA, latin1("hi")),
                attribute(Attribute.FILE_OFFSET, u64(-1L >>> 1)),
                path("f"))
            .reader(StreamReaderOptions.LENIENT);
    reader.next();
    StreamCommand write = reader.next();
    assertEquals(CommandType.WRITE, write.type());
    assertEquals(Long.MAX_VALUE, write.u64(Attribute.FILE_OFFSET));
    assertArrayEquals(latin1("hi"), write.bytes(Attribute.DATA));
    assertEquals("f", write.text(Attribute.PATH));
  }

  @Test
  void dataOfVersion2RunsToTheEndOfTheCommand() throws IOException {
    StreamReader reader =
        StreamBuilder.subvolume(2)
            .write("f", 0, new byte[100_000])
            .write("f", 100_000, new byte[0])
            .reader(StreamReaderOptions.LENIENT);
    reader.next();
    assertEquals(100_000, reader.next().size(Attribute.DATA));
    assertEquals(0, reader.next().size(Attribute.DATA));
  }

  @Test
  void concatenatedStreamsOfDifferentVersionsAreOneSequence() throws IOException {
    StreamReader reader =
        StreamBuilder.subvolume(1)
            .write("f", 0, latin1("one"))
            .end()
            .header(2)
            .subvol("sw", StreamBuilder.SUBVOLUME)
            .write("f", 0, latin1("two"))
            .end()
            .reader(StreamReaderOptions.LENIENT);
    List<Integer> versions = new ArrayList<>();
    for (StreamCommand command = reader.next(); command != null; command = reader.next()) {
      versions.add(command.version());
    }
    assertEquals(List.of(1, 1, 1, 2, 2, 2), versions);
    assertEquals(2, reader.streams());
    assertEquals(6, reader.commands());
  }

  @Test
  void readsEveryStreamOfTheKernel() throws IOException {
    for (Fixture fixture : Fixture.all()) {
      for (KernelStream stream : fixture.streams()) {
        byte[] bytes = stream.bytes();
        StreamReader reader = StreamBuilder.reader(bytes, StreamReaderOptions.STRICT);
        while (reader.next() != null) {}
        assertEquals(bytes.length, reader.offset(), stream::toString);
      }
    }
  }

  @Test
  void inputThatArrivesByteByByteReadsTheSame() throws IOException {
    byte[] bytes = StreamBuilder.subvolume(2).write("f", 0, new byte[70_000]).end().bytes();
    InputStream trickle =
        new ByteArrayInputStream(bytes) {
          @Override
          public synchronized int read(byte[] target, int offset, int length) {
            return super.read(target, offset, Math.min(length, 1));
          }
        };
    try (StreamReader reader = new StreamReader(trickle, "test", StreamReaderOptions.LENIENT)) {
      while (reader.next() != null) {}
      assertEquals(bytes.length, reader.offset());
    }
  }

  @Test
  void damageIsSaidToBeInItsCommand() throws IOException {
    byte[] bytes =
        StreamBuilder.subvolume(1).mkfile("some file").write("a\nb", 0, latin1("x")).bytes();
    bytes[bytes.length - 1] = 'y';
    StreamReader reader = StreamBuilder.reader(bytes, StreamReaderOptions.STRICT);
    reader.next();
    reader.next();
    StreamFormatException failure = assertThrows(StreamFormatException.class, reader::next);
    int offset = bytes.length - (10 + 7 + 12 + 5);
    assertEquals(new StreamPlace(3, offset, "a\\nb"), reader.place());
    assertTrue(
        failure
            .getMessage()
            .startsWith(
                "test: command 3 (write) at byte " + offset + ", path \"a\\nb\": the checksum"),
        failure.getMessage());
  }

  @Test
  void emptyInputIsNoStream() {
    assertFails("empty", new byte[0]);
  }

  @Test
  void everyTruncationIsRefused() throws IOException {
    byte[] bytes = StreamBuilder.subvolume(2).mkfile("f").write("f", 0, latin1("x")).end().bytes();
    for (int length = 0; length < bytes.length; length++) {
      byte[] truncated = Arrays.copyOf(bytes, length);
      assertThrows(
          StreamFormatException.class,
          () -> readAll(StreamBuilder.reader(truncated, StreamReaderOptions.STRICT)),
          "cut to " + length);
      assertThrows(
          StreamFormatException.class,
          () -> readAll(StreamBuilder.reader(truncated, StreamReaderOptions.LENIENT)),
          "cut to " + length);
    }
    readAll(StreamBuilder.reader(bytes, StreamReaderOptions.STRICT));
  }

  @Test
  void bytesAfterTheEndThatAreNoHeaderAreRefused() {
    byte[] bytes = StreamBuilder.subvolume(1).end().raw(new byte[] {1}).bytes();
    assertFails("expected the header", bytes);
  }

  @Test
  void hugeLengthIsRefusedWithoutTheMemoryForIt() {
    byte[] huge = StreamBuilder.concat(StreamBuilder.u32(-1), new byte[6]);
    assertFails("larger than the limit", StreamBuilder.subvolume(1).raw(huge).bytes());
    byte[] large = StreamBuilder.concat(StreamBuilder.u32(255 << 20), new byte[6]);
    StreamReader lenient =
        StreamBuilder.subvolume(1).raw(large).reader(StreamReaderOptions.LENIENT);
    assertThrows(StreamFormatException.class, () -> readAll(lenient));
  }

  @Test
  void afterAFailureNothingIsReadBeyondIt() throws IOException {
    StreamReader reader =
        StreamBuilder.subvolume(1).command(99).end().reader(StreamReaderOptions.STRICT);
    reader.next();
    assertThrows(StreamFormatException.class, reader::next);
    assertThrows(StreamFormatException.class, reader::next);
    assertEquals(1, reader.commands());
  }

  @Test
  void lenientReadingPassesUnknownCommandsOn() throws IOException {
    StreamReader reader =
        StreamBuilder.version(1).command(99).end().reader(StreamReaderOptions.LENIENT);
    StreamCommand unknown = reader.next();
    assertNull(unknown.type());
    assertEquals(99, unknown.typeNumber());
  }

  @Test
  void lenientReadingTakesTheLastOfTwoAttributes() throws IOException {
    StreamReader reader =
        StreamBuilder.version(1)
            .command(CommandType.UNLINK, path("a"), path("b"))
            .reader(StreamReaderOptions.LENIENT);
    assertEquals("b", reader.next().text(Attribute.PATH));
  }

  private static void assertFails(String message, byte[] stream) {
    StreamFormatException failure =
        assertThrows(
            StreamFormatException.class,
            () -> readAll(StreamBuilder.reader(stream, StreamReaderOptions.STRICT)));
    assertTrue(failure.getMessage().contains(message), failure.getMessage());
  }

  private static void readAll(StreamReader reader) throws IOException {
    while (reader.next() != null) {}
  }
}
