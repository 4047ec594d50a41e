package io.btrsend.engine.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.engine.testing.Fixture;
import io.btrsend.engine.testing.KernelStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class StreamVerifierTest {
  @Test
  void soundStreamIsSound() throws IOException {
    byte[] bytes = twoSubvolumes();
    StreamVerdict verdict = verify(bytes);
    assertTrue(verdict.sound());
    assertNull(verdict.place());
    assertEquals(bytes.length, verdict.extent().bytes());
    assertEquals(2, verdict.extent().completeSubvolumes());
    assertEquals(
        "sound: " + bytes.length + " bytes, 5 commands, 1 stream, 2 complete subvolumes\n",
        verdict.summary());
  }

  @Test
  void subvolumesBeforeTheDamageAreComplete() throws IOException {
    byte[] damaged = twoSubvolumes();
    damaged[damaged.length - 13] ^= 1;
    StreamVerdict verdict = verify(damaged);
    assertFalse(verdict.sound());
    assertEquals(1, verdict.extent().completeSubvolumes());
    assertEquals("second", verdict.brokenSubvolume());
    assertEquals(4, verdict.place().command());
    assertEquals(verdict.extent().bytes(), verdict.place().offset());
    assertEquals("b", verdict.place().path());
    assertTrue(verdict.summary().contains("1 complete subvolume\n"), verdict.summary());
    assertTrue(verdict.summary().contains("incomplete: subvolume \"second\""), verdict.summary());
  }

  @Test
  void truncatedStreamIsNotSound() throws IOException {
    byte[] bytes = twoSubvolumes();
    StreamVerdict verdict = verify(Arrays.copyOf(bytes, bytes.length - 10));
    assertTrue(verdict.reason().contains("without an END"), verdict.reason());
    assertEquals(1, verdict.extent().completeSubvolumes());
  }

  @Test
  void everyRandomChangeOfAChecksummedByteIsFound() throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<KernelStream> streams = new ArrayList<>();
    for (Fixture fixture : Fixture.all()) {
      fixture.streams().stream().filter(stream -> stream.length() < 4 << 20).forEach(streams::add);
    }
    for (int change = 0; change < 1000; ) {
      KernelStream stream = streams.get(random.nextInt(streams.size()));
      byte[] bytes = stream.bytes();
      for (int i = 0; i < 20; i++, change++) {
        // A kernel's stream has one header, which no checksum covers.
        int at = 17 + random.nextInt(bytes.length - 17);
        byte was = bytes[at];
        bytes[at] ^= (byte) (1 + random.nextInt(255));
        StreamVerdict verdict = verify(bytes);
        assertFalse(verdict.sound(), stream + ", byte " + at + ", seed " + seed);
        assertTrue(verdict.place().offset() <= at, stream + ", byte " + at + ", seed " + seed);
        bytes[at] = was;
      }
    }
  }

  private static byte[] twoSubvolumes() {
    return StreamBuilder.version(2)
        .subvol("first", new UUID(1, 1))
        .mkfile("a")
        .subvol("second", new UUID(2, 2))
        .mkfile("b")
        .end()
        .bytes();
  }

  private static StreamVerdict verify(byte[] bytes) throws IOException {
    try (StreamReader reader = StreamBuilder.reader(bytes, StreamReaderOptions.STRICT)) {
      return StreamVerifier.verify(reader);
    }
  }
}
