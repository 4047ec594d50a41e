package io.btrsend.engine.send;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.btrsend.engine.SendException;
import io.btrsend.engine.SendException.Reason;
import io.btrsend.engine.extent.UnreadableData;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.FilesystemOptions;
import io.btrsend.engine.stream.CommandType;
import io.btrsend.engine.stream.ResumeToken;
import io.btrsend.engine.stream.StreamCommand;
import io.btrsend.engine.stream.StreamReader;
import io.btrsend.engine.stream.StreamReaderOptions;
import io.btrsend.engine.testing.Fixture;
import io.btrsend.engine.testing.KernelStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ComparedStartTest {
  private static final StageSizes TINY = new StageSizes(4096, 2, 256);

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private static ResumeToken tokenOf(byte[] bytes, int end) throws IOException {
    try (StreamReader reader = reader(Arrays.copyOf(bytes, end))) {
      return ResumeToken.read(reader).token();
    }
  }

  private static StreamReader reader(byte[] bytes) {
    return new StreamReader(new ByteArrayInputStream(bytes), "stream", StreamReaderOptions.LENIENT);
  }

  private void write(ComparedStart start, byte[] bytes, int from, Random random)
      throws IOException {
    ByteBuffer left = ByteBuffer.wrap(bytes, from, bytes.length - from);
    while (left.hasRemaining()) {
      ByteBuffer some = left.slice();
      some.limit(Math.min(some.limit(), 1 + random.nextInt(200)));
      left.position(left.position() + start.write(some));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 17, 60, 500, Integer.MAX_VALUE})
  void whatIsThereIsHeldBackAndTheRestPassedOn(int wanted) throws IOException {
    byte[] stream = Fixture.named("s19-append").streams().get(0).bytes();
    ResumeToken token = tokenOf(stream, Math.min(wanted, stream.length));
    int place = (int) token.point().bytes();
    ComparedStart start = new ComparedStart(token, Channels.newChannel(out));
    write(start, stream, place - token.lastLength(), new Random(wanted));
    assertArrayEquals(Arrays.copyOfRange(stream, place, stream.length), out.toByteArray());
  }

  @Test
  void anyOtherByteOfTheLastCommandIsRefusedBeforeAnythingIsPassedOn() throws IOException {
    byte[] stream = Fixture.named("s05-directory-swap").streams().get(0).bytes();
    ResumeToken token = tokenOf(stream, stream.length / 2);
    int begin = (int) token.point().bytes() - token.lastLength();
    for (int at = begin; at < token.point().bytes(); at++) {
      byte[] other = stream.clone();
      other[at] ^= 16;
      ComparedStart start = new ComparedStart(token, Channels.newChannel(out));
      Random random = new Random(at);
      SendException refused =
          assertThrows(SendException.class, () -> write(start, other, begin, random));
      assertEquals(Reason.DIFFERENT, refused.reason());
      assertEquals(0, out.size());
    }
  }

  /** File data is in no digest of a place, so only the last command's can show that it differs. */
  @ParameterizedTest
  @MethodSource("io.btrsend.engine.testing.Fixture#all")
  void aSendThatHasOtherFileDataThanTheLastCommandWritesNothing(Fixture fixture)
      throws IOException {
    try (Filesystem filesystem = Filesystem.open(fixture.images(), FilesystemOptions.defaults())) {
      for (KernelStream stream : fixture.streams()) {
        byte[] bytes = stream.bytes();
        ResumeToken token = tokenOfOtherData(bytes);
        if (token != null) {
          SendException refused =
              assertThrows(SendException.class, () -> send(filesystem, stream, token));
          assertEquals(Reason.DIFFERENT, refused.reason());
          assertEquals(0, out.size());
        }
      }
    }
  }

  /** A receiver's token whose last command has file data, another byte of it; null without any. */
  private static ResumeToken tokenOfOtherData(byte[] bytes) throws IOException {
    long end = 0;
    try (StreamReader reader = reader(bytes)) {
      StreamCommand command = reader.next();
      while (command != null && (end == 0 || reader.offset() < bytes.length / 2)) {
        if (command.type() == CommandType.WRITE || command.type() == CommandType.ENCODED_WRITE) {
          end = reader.offset();
        }
        command = reader.next();
      }
    }
    if (end == 0) {
      return null;
    }
    ResumeToken token = tokenOf(bytes, (int) end);
    return new ResumeToken(token.point(), token.lastLength(), token.lastDigest() ^ 1);
  }

  private void send(Filesystem filesystem, KernelStream stream, ResumeToken token)
      throws IOException {
    SendSession session =
        SendSession.open(
            filesystem, stream.request(filesystem.subvolumes()), UnreadableData.FAIL, TINY);
    SequentialSend.run(
        session.writing(ComparedStart.part(token)),
        new ComparedStart(token, Channels.newChannel(out)));
  }
}
