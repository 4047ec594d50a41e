package io.btrsend.engine.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.btrsend.engine.StreamFormatException;
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

class RenamedStreamTest {
  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  @Test
  void theSubvolumeHasAnotherNameAndTheRestIsAsItWas() throws IOException {
    for (Fixture fixture : Fixture.all()) {
      for (KernelStream stream : fixture.streams()) {
        byte[] original = stream.bytes();
        byte[] renamed = renamed(original, "another name ü");
        try (StreamReader before = reader(original);
            StreamReader after = reader(renamed)) {
          before.next();
          assertEquals(
              "another name ü",
              new String(after.next().bytes(Attribute.PATH), UTF_8),
              stream.toString());
          assertArrayEquals(
              Arrays.copyOfRange(original, (int) before.offset(), original.length),
              Arrays.copyOfRange(renamed, (int) after.offset(), renamed.length),
              "seed " + seed);
        }
        byte[] back = renamed(renamed, name(original));
        assertArrayEquals(original, back, stream + ", seed " + seed);
      }
    }
  }

  private static StreamReader reader(byte[] bytes) {
    return new StreamReader(new ByteArrayInputStream(bytes), "stream", StreamReaderOptions.LENIENT);
  }

  private static String name(byte[] stream) throws IOException {
    try (StreamReader reader = reader(stream)) {
      return new String(reader.next().bytes(Attribute.PATH), UTF_8);
    }
  }

  private byte[] renamed(byte[] stream, String name) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (RenamedStream renaming =
        new RenamedStream(Channels.newChannel(out), name.getBytes(UTF_8))) {
      for (int at = 0; at < stream.length; ) {
        int count =
            Math.min(1 + random.nextInt(random.nextBoolean() ? 20 : 5000), stream.length - at);
        renaming.write(ByteBuffer.wrap(stream, at, count));
        at += count;
      }
    }
    return out.toByteArray();
  }

  @Test
  void whatIsNoStreamIsRefused() {
    assertThrows(StreamFormatException.class, () -> renamed(new byte[200], "x"));
    byte[] large = new byte[200];
    Arrays.fill(large, (byte) -1);
    assertThrows(StreamFormatException.class, () -> renamed(large, "x"));
  }
}
